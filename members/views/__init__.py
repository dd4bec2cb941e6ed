"""The public pages of members, people and the board."""
