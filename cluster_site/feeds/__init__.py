"""Feeds of news: RSS 2.0, Atom and JSON Feed, with the full text of the newest articles."""
