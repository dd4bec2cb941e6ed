"""Accounts on the desk: signing in, invitations, forgotten passwords, rights, leaving.

Others import: ``fields``, ``known_browsers``, ``leaving``, ``own_language``, ``passwords``,
``rights``, ``sign_in_form``, ``signing``.
"""
