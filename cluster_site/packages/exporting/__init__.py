"""Making a package of all that is in the database, the same bytes for the same content."""
