"""Publishing: the commands, the editions they write, and all that must hold before and after.

Others import: ``checks``, ``commands``, ``copying``, ``correction_merge``, ``corrections``,
``edition_references``, ``editions``, ``seat_announcements``, ``status``, ``takedown``,
``translations``, ``trash``.
"""
