"""Uploaded files that no row names.

Others import: ``orphaned``.
"""
