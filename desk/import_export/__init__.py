"""Records to and from spreadsheets: reading a file, choosing its columns, checking, importing.

Others import: ``column_guesses``, ``columns``, ``export``, ``reader``, ``resources``, ``run``,
``views``, ``vocabularies``.
"""
