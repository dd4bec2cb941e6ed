"""Registers the admin of the desk's own models, its signal receivers and the writer of mails."""

from desk import checks
from desk.accounts import signing
from desk.accounts.passwords import write_reset_mail
from desk.autosave.dashboard_panel import unsaved_texts_panel
from desk.records.accounts_admin import GroupsAdmin, StaffAdmin
from desk.records.activity_admin import ActivityAdmin
from desk.records.outbox_admin import OutboxAdmin
from desk.records.trash_admin import TrashAdmin

__all__ = [
    "ActivityAdmin",
    "GroupsAdmin",
    "OutboxAdmin",
    "StaffAdmin",
    "TrashAdmin",
    "checks",
    "signing",
    "unsaved_texts_panel",
    "write_reset_mail",
]
