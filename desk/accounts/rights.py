"""Permissions: log every change, and keep at least one administrator."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.groups import group_title
from accounts.models import User
from core.locking import lock_records
from desk.activity.log import log_activity

_PERMISSION = ("accounts", "change_user")


def active_administrators() -> QuerySet[User]:
    """Return the users who may log in and change accounts."""
    app, codename = _PERMISSION
    allowing = Group.objects.filter(
        user=OuterRef("pk"),
        permissions__content_type__app_label=app,
        permissions__codename=codename,
    )
    able = Q(is_superuser=True) | Exists(allowing)
    return User.objects.filter(able, is_active=True, is_staff=True)


def administrators_to_lock() -> dict:
    """Return the accounts to lock, so that two changes cannot remove each other's last administrator."""
    return {User: active_administrators().values_list("pk", flat=True)}


class AdministratorGuard:
    """The administrators before a change of rights, which has locked them."""

    def __init__(self):
        self.superusers = list(active_administrators().values_list("is_superuser", flat=True))

    def check(self) -> None:
        """Raise ValidationError if the change, already written, left no administrator or no superuser."""
        if self.superusers and not active_administrators().exists():
            raise ValidationError(
                _(
                    "Somebody must stay who may change accounts. Give an administrator’s rights first."
                ),
                code="last-administrator",
            )
        if any(self.superusers) and not active_administrators().filter(is_superuser=True).exists():
            raise ValidationError(
                _("This is the last account that may do everything."), code="last-superuser"
            )


def describe_user_rights(user: User) -> dict:
    """Return the rights of a user as a dict for the activity log."""
    names = [group_title(group) for group in Group.objects.filter(user=user).order_by("name")]
    flags = ("is_active", "is_staff", "is_superuser")
    return {"groups": names, **{flag: getattr(user, flag) for flag in flags}}


def describe_group_rights(group: Group) -> dict:
    """Return the rights of a group as a dict for the activity log."""
    rows = group.permissions.order_by("content_type__app_label", "codename")
    return {
        "permissions": [
            f"{app}.{name}" for app, name in rows.values_list("content_type__app_label", "codename")
        ]
    }


class RightsLoggingAdmin:
    """Model admin mixin that logs changes of rights; ``rights_of`` reads them as a dict."""

    def records_to_lock(self, request, record):
        keys_by_model = super().records_to_lock(request, record)
        keepers = administrators_to_lock()[User]
        return {**keys_by_model, User: [*keepers, *keys_by_model.get(User, ())]}

    def save_model(self, request, obj, form, change):
        request.keepers = AdministratorGuard()
        request.rights_before = self.rights_of(self.model.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.keepers.check()
        log_rights(
            form.instance, request.rights_before, self.rights_of(form.instance), request.user
        )


@transaction.atomic
def delete_group(group: Group, *, by) -> None:
    """Delete ``group``; raise ValidationError if that left nobody who may change accounts.

    Invitations into the group, and changes of another administrator's rights, wait for it.
    """
    locked = lock_records({Group: [group.pk], **administrators_to_lock()}, deleting=[Group])
    group, keepers = locked.get(Group, group.pk), AdministratorGuard()
    log_rights(group, describe_group_rights(group), {"permissions": []}, by)
    group.delete()
    keepers.check()


def log_rights(record, before: dict, after: dict, by) -> None:
    """Log the differences of rights in one row; of long lists only what was added and removed."""
    changed = {}
    for name in after:
        old, new = before.get(name), after[name]
        if old == new or not (old or new):
            continue
        if isinstance(new, list) and len(new) + len(old or ()) > 12:
            changed["added"] = sorted(set(new) - set(old or ()))
            changed["removed"] = sorted(set(old or ()) - set(new))
        else:
            changed[name] = {"before": old, "after": new}
    if changed:
        log_activity("permissions", by=by, record=record, **changed)
