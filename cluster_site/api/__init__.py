"""Public data of members, the board and news for partners' sites: read-only, through the doors alone."""
