"""Records from and to spreadsheets: reading a file, choosing its columns, checking, carrying out."""
