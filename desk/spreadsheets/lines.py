"""What every kind of spreadsheet is read as."""

# the number of a line in its file, and its cells as texts
Line = tuple[int, list[str]]
