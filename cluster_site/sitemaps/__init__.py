"""Every public address for search engines: an index, and files of at most a thousand records each."""
