"""The page cache: public pages served from memory in front of Django, never older than a second.

What it promises and how stands in docs/page-cache.md.
"""
