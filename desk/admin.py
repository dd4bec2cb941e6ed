"""What the desk itself has in the admin; the receivers of sign-ins listen from here on as well."""

from desk.accounts import signing
from desk.accounts.admin import GroupsAdmin, StaffAdmin
from desk.activity_list import ActivityAdmin
from desk.outbox_admin import OutboxAdmin
from desk.personal.accounts import erase_account
from desk.sittings.front import not_saved
from desk.trash_admin import TrashAdmin

__all__ = [
    "ActivityAdmin", "GroupsAdmin", "OutboxAdmin", "StaffAdmin", "TrashAdmin", "erase_account",
    "not_saved", "signing",
]  # fmt: skip
