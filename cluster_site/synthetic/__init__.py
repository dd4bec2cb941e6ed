"""Synthetic content at scale: `manage.py make_content`."""
