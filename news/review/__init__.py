"""Review of drafts: reviews, comments, preview links and their mails.

Others import: ``comments``, ``duplicates``, ``notices``, ``personal_data``, ``preview_links``,
``reviews``.
"""
