"""The public pages of news.

Others import: ``filters``, ``lists``, ``page_views``, ``portable``, ``preview_views``, ``previews``,
``sharing``, ``views``.
"""
