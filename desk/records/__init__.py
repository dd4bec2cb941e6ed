"""The ModelAdmin of any record on the desk, and the admin of what the desk itself stores.

Others import: ``accounts_admin``, ``activity_admin``, ``bulk_actions``, ``inlines``,
``model_admin``, ``ordered_list``, ``outbox_admin``, ``trash_admin``, ``view_only``.
"""
