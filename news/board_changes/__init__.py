"""Changing the board: plan changes, apply them in one step, and draft their announcement.

Others import: ``apply``, ``plans``.
"""
