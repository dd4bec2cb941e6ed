"""The kinds of blocks that an article's text is made of: one module and one template for each.

``docs/blocks.md`` says how to add one.

Others import: ``download``, ``gallery``, ``member_list``, ``number_columns``, ``picture``, ``prose``,
``quote``, ``registry``, ``rows``, ``spotlight``, ``table``, ``video``.
"""
