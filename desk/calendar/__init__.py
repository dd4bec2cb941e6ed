"""The desk's calendar: its pages, its entries, and its feed for calendar programs.

Others import: ``entries``, ``feeds``, ``views``.
"""
