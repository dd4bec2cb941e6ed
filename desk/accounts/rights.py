"""What somebody may do: every change in the activity log, and never nobody left who may change it."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.groups import group_title
from accounts.models import User
from core.locking import lock_records
from desk.activity.log import log

_PERMISSION = ("accounts", "change_user")


def administrators() -> QuerySet[User]:
    """Who may sign in and change accounts."""
    app, codename = _PERMISSION
    allowing = Group.objects.filter(
        user=OuterRef("pk"),
        permissions__content_type__app_label=app,
        permissions__codename=codename,
    )
    able = Q(is_superuser=True) | Exists(allowing)
    return User.objects.filter(able, is_active=True, is_staff=True)


def keepers_to_lock() -> dict:
    """All who could be the last one: changes that leave each other's administrator wait in a row."""
    return {User: administrators().values_list("pk", flat=True)}


class Keepers:
    """The administrators as they are before a change; who changes rights has locked them."""

    def __init__(self):
        self.superusers = list(administrators().values_list("is_superuser", flat=True))

    def check(self) -> None:
        """Refuse the change, after it was written, if it left no administrator or no superuser."""
        if self.superusers and not administrators().exists():
            raise ValidationError(
                _(
                    "Somebody must stay who may change accounts. Give an administrator’s rights first."
                ),
                code="last-administrator",
            )
        if any(self.superusers) and not administrators().filter(is_superuser=True).exists():
            raise ValidationError(
                _("This is the last account that may do everything."), code="last-superuser"
            )


def rights_of_user(user: User) -> dict:
    names = [group_title(group) for group in Group.objects.filter(user=user).order_by("name")]
    flags = ("is_active", "is_staff", "is_superuser")
    return {"groups": names, **{flag: getattr(user, flag) for flag in flags}}


def rights_of_group(group: Group) -> dict:
    rows = group.permissions.order_by("content_type__app_label", "codename")
    return {
        "permissions": [
            f"{app}.{name}" for app, name in rows.values_list("content_type__app_label", "codename")
        ]
    }


class RightsLogged:
    """A model admin whose records say what somebody may do; ``rights_of`` reads it as a dict."""

    def records_to_lock(self, request, record):
        wanted = super().records_to_lock(request, record)
        keepers = keepers_to_lock()[User]
        return {**wanted, User: [*keepers, *wanted.get(User, ())]}

    def save_model(self, request, obj, form, change):
        request.keepers = Keepers()
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
    """Delete ``group``; raises ValidationError if nobody were left who may change accounts.

    Who invites somebody into the group, or takes another administrator's rights, waits.
    """
    locked = lock_records({Group: [group.pk], **keepers_to_lock()}, deleting=[Group])
    group, keepers = locked.get(Group, group.pk), Keepers()
    log_rights(group, rights_of_group(group), {"permissions": []}, by)
    group.delete()
    keepers.check()


def log_rights(record, before: dict, after: dict, by) -> None:
    """One row with what differs; of long lists only what came and went."""
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
        log("permissions", by=by, record=record, **changed)
