"""Bringing a package that was checked into the database, kind by kind."""
