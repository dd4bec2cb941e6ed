"""The history of a record: its values, its saves, and the differences between two of them.

Others import: ``display``, ``record_shapes``, ``recording``, ``restoring``, ``row_matching``,
``row_values``, ``serializing``, ``text_diff``, ``text_merge``, ``versions``, ``views``.
"""
