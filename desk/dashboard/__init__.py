"""The desk's front page and its search.

Others import: ``link_targets``, ``panels``, ``search``.
"""
