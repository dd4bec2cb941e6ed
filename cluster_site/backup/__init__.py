"""Backups: the whole database and every file of the media in one file, and the way back.

Others import: ``manifest``, ``nightly``, ``programs``, ``restoring``, ``writing``.
"""
