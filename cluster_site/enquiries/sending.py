"""Taking in an enquiry: stored once, and told to the office by e-mail."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language

from cluster_site.enquiries.forms import EnquiryForm
from cluster_site.enquiries.models import Enquiry
from core.locking import begin_shared_writing, wait_for_named_lock
from core.network import client_network
from core.rate_limit import RateLimit
from desk.tasks.mail import send_template_mail

FROM_SENDER = RateLimit("enquiries", 5, timedelta(hours=1))


class TooManyEnquiries(Exception):
    """The sender reached the limit of enquiries an hour."""


@transaction.atomic
def store_enquiry(request, form: EnquiryForm, *, article=None) -> Enquiry:
    """Store a valid ``form`` and mail it to the office; raise TooManyEnquiries at the limit.

    The same form with the same words, sent twice, is one enquiry.
    """
    given = {
        name: form.cleaned_data.get(name, "") for name in ("name", "organisation", "email", "text")
    }
    # pressed twice at once: the second waits, and then sees what the first one stored
    wait_for_named_lock(f"enquiry {form.form_id}")
    begin_shared_writing()
    earlier = Enquiry.objects.filter(form=form.form_id).first()
    if earlier is not None and earlier.text == given["text"]:
        return earlier
    if not FROM_SENDER.allows(client_network(request)):
        raise TooManyEnquiries
    values = {**given, "kind": form.kind, "language": get_language()}
    if article is not None:
        values |= {"article_id": article.article_id, "address": article.get_absolute_url()}
    # whoever went back and wrote something else has written another one
    name = {} if earlier else {"form": form.form_id}
    enquiry = Enquiry.objects.create(**values, **name)
    _tell(request.site, enquiry, article)
    return enquiry


def _tell(site, enquiry, article) -> None:
    if not site.enquiries_to:
        return
    page = reverse("admin:cluster_site_enquiry_change", args=[enquiry.pk])
    context = {
        "enquiry": enquiry,
        "article": article,
        "address": f"{settings.SITE_ADDRESS}{page}",
    }
    send_template_mail(
        "enquiry",
        to=site.enquiries_to,
        context=context,
        language=site.language,
        reply_to=enquiry.email,
    )
