"""The directory of members: query, facet counts and pages of results."""
