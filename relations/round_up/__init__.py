"""The welcome article: who is new, the plan of it, its draft, and notes to those it names.

Others import: ``answers``, ``draft``, ``duplicates``, ``notes``, ``personal_data``, ``proposals``.
"""
