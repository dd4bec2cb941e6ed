"""What the desk itself has in the admin; the receivers of sign-ins listen from here on as well."""

from desk import checks
from desk.accounts import signing
from desk.autosave.dashboard_panel import not_saved
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
    "not_saved",
    "signing",
]
