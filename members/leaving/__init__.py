"""Ending a membership: find what still calls the organisation a member, and decide about it."""
