"""The site's search: an inverted index in PostgreSQL, its queries and the page.

The database keeps the index itself (migration 0012): a change of anything public is indexed at commit.
"""
