"""Links to other sites: which there are, whether they still lead somewhere, and the report of it."""
