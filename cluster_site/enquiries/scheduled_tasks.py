"""Enquiries are kept for a year and spam for a month; then nothing of them is left."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_site.enquiries.models import Enquiry
from core.locking import lock_records
from core.moment import read_database_clock
from desk.privacy.erase import delete_record_traces
from desk.tasks.scheduled_tasks import register_scheduled_task

# the form and docs/desk/pages-and-forms.md say so too
KEPT_FOR, SPAM_KEPT_FOR = timedelta(days=365), timedelta(days=30)


@register_scheduled_task("enquiries")
def delete_old_enquiries(*, dry_run: bool, say) -> None:
    """Delete old enquiries with their history and log labels."""
    now = read_database_clock()
    old = Enquiry.objects.filter(
        Q(sent_at__lte=now - KEPT_FOR)
        | Q(state=Enquiry.State.SPAM, sent_at__lte=now - SPAM_KEPT_FOR)
    )
    number = old.count()
    if not dry_run:
        with transaction.atomic():
            keys = lock_records({Enquiry: old.values_list("pk", flat=True)}, deleting=[Enquiry])
            delete_enquiries(Enquiry.objects.filter(pk__in=keys.of_model(Enquiry)))
    if number:
        words = (
            ngettext(
                "%(number)s enquiry would be deleted",
                "%(number)s enquiries would be deleted",
                number,
            )
            if dry_run
            else ngettext(
                "%(number)s enquiry is deleted", "%(number)s enquiries are deleted", number
            )
        )
        say(f"{_('Enquiries')}: {words % {'number': number}}")


def delete_enquiries(enquiries) -> None:
    """Delete enquiries permanently, with their history; call it in a transaction."""
    kind = ContentType.objects.get_for_model(Enquiry)
    for key in list(enquiries.values_list("pk", flat=True)):
        delete_record_traces(kind, key)
        Enquiry.objects.filter(pk=key).delete()
