"""Every public address for search engines: an index, and files of at most 500 records each."""
