"""Sitting at a form: what is typed is kept, who else is there is shown, nobody overwrites anybody.

``sealed`` is the proof that a form was opened rightly, ``keeping`` and ``company`` what a sitting
leaves in the database, ``bases`` what a form began from, ``fields`` what stands in it, ``merging``
how two people's work on one record becomes one, ``admin`` what hangs it all into every form.
"""
