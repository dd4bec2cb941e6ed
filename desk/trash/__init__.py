"""The trash: deleted records and the way back, for thirty days.

Others import: ``records``.
"""
