"""Ending a membership: what still calls the organisation a member, and what is decided about it."""
