"""The public pages of news.

Others import: ``page_views``, ``preview_views``, ``previews``, ``sharing``, ``views``.
"""
