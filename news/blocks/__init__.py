"""The kinds of blocks that an article's text is made of: one module and one template for each.

``docs/blocks.md`` says how to add one.

Others import: ``base``, ``member_list``, ``parts``, ``picture``, ``prose``, ``quotations``,
``quote``, ``record_parts``, ``registry``, ``spotlight``, ``table``.
"""
