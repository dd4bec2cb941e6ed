"""Changing the board: what is to change, the board that follows, and carrying it out in one step."""
