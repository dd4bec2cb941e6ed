"""Merging duplicates: everything moves to one record, the others stay as its aliases."""
