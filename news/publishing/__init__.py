"""Publishing: the commands, the editions they write, the checks, and later changes to editions.

Others import: ``checks``, ``commands``, ``copying``, ``corrected_versions``, ``correction_merge``,
``corrections``, ``edition_references``, ``editions``, ``membership_announcements``,
``seat_announcements``, ``status``, ``takedown``, ``translations``, ``trash``.
"""
