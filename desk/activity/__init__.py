"""The activity log: one row for each act that somebody may ask about later.

Others import: ``actions``, ``denied_log``, ``description``, ``log``.
"""
