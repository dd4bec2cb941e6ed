"""Accounts on the desk: signing in, invitations, forgotten passwords, rights, leaving.

Others import: ``confirmation``, ``fields``, ``leaving``, ``own_account``, ``own_language``,
``passwords``, ``rights``, ``second_factor``, ``second_factor_gate``, ``sign_in``, ``sign_in_form``, ``signing``.
"""
