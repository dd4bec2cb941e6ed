"""The content of an article: from the rows of a draft to what a page shows.

Others import: ``addresses``, ``correctable_texts``, ``draft_values``, ``quotes``, ``rendering``,
``snapshot``, ``tagging``.
"""
