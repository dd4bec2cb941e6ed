"""Review of working copies: reviews, comments, preview links and their mails.

Others import: ``comments``, ``duplicates``, ``notices``, ``personal``, ``preview_links``,
``reviews``.
"""
