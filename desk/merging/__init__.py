"""Merging duplicates: everything moves to one record, the others stay as its aliases.

Others import: ``distinct_pairs``, ``mergeable``, ``views``.
"""
