"""Invitations are kept for two years with their answers; then nothing of them is left."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.locking import lock_records
from core.moment import read_database_clock
from desk.tasks.scheduled_tasks import Say, register_scheduled_task
from relations.models import Invitation, InvitationRun, SecretLink

# the form says so too
KEPT_FOR = timedelta(days=730)


@register_scheduled_task("invitations")
def delete_old_invitations(*, dry_run: bool, say: Say) -> None:
    """Delete old invitations with their links, mails, answers and pictures."""
    before = read_database_clock() - KEPT_FOR
    old = Invitation.objects.filter(made_at__lte=before)
    number = old.count()
    if not number:
        return
    if not dry_run:
        with transaction.atomic():
            keys = lock_records(
                {Invitation: old.values_list("pk", flat=True)}, deleting=[Invitation]
            )
            delete_invitations(Invitation.objects.filter(pk__in=keys.of_model(Invitation)))
            InvitationRun.objects.filter(made_at__lte=before).delete()
    words = (
        ngettext(
            "%(number)s invitation would be deleted",
            "%(number)s invitations would be deleted",
            number,
        )
        if dry_run
        else ngettext(
            "%(number)s invitation is deleted", "%(number)s invitations are deleted", number
        )
    )
    say(f"{_('Invitations')}: {words % {'number': number}}")


def delete_invitations(invitations: QuerySet[Invitation]) -> None:
    """Delete invitations with all that belongs to them; call it in a transaction."""
    kind = ContentType.objects.get_for_model(Invitation)
    keys = list(invitations.values_list("pk", flat=True))
    SecretLink.objects.filter(content_type=kind, object_id__in=keys).delete()
    Invitation.objects.filter(pk__in=keys).delete()
