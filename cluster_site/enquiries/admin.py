"""Enquiries in the admin: to read, to take in hand, and never to write oneself."""

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cluster_site.enquiries import personal
from cluster_site.enquiries.models import Enquiry
from desk.front import Row, attention
from desk.options import DeskAdmin

_MARKS = {"new": "missing", "in-hand": "review", "done": "live", "spam": "ended"}
_WRITTEN = (
    "kind", "language", "article", "address", "name", "organisation", "email", "text", "sent_at",
)  # fmt: skip


@admin.register(Enquiry)
class EnquiryAdmin(DeskAdmin):
    """What the sender wrote is for reading; the state and a note are the office's."""

    fixed = frozenset({*_WRITTEN, "form", "handled_by"})
    list_display = ("first_words", "kind", "who", "when", "standing", "handled_by")
    list_filter = ("state", "kind", "language")
    list_select_related = ("article", "handled_by")
    search_fields = ("name", "organisation", "email", "text")
    date_hierarchy = "sent_at"
    fields = (
        "state", "note", "kind", "text", "sender", "organisation", "about", "language", "when",
        "handled_by",
    )  # fmt: skip
    readonly_fields = fields[2:]
    change_form_template = None
    view_on_site = False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        # time and the erasing of persons do it, with all that the history holds
        return False

    def save_model(self, request, obj, form, change):
        if "state" in form.changed_data:
            obj.handled_by = request.user if obj.state != Enquiry.State.NEW else None
        super().save_model(request, obj, form, change)

    @admin.display(description=_("message"))
    def first_words(self, enquiry):
        return Truncator(enquiry.text).words(12)

    @admin.display(description=_("from"), ordering="name")
    def who(self, enquiry):
        named = enquiry.name or enquiry.email or "–"
        return f"{named}, {enquiry.organisation}" if enquiry.organisation else named

    @admin.display(description=_("sent"), ordering="sent_at")
    def when(self, enquiry):
        at = localtime(enquiry.sent_at)
        words = date_format(at, "SHORT_DATETIME_FORMAT")
        return format_html("<time datetime={}>{}</time>", at.isoformat(), words)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, enquiry):
        mark, words = _MARKS[enquiry.state], enquiry.get_state_display()
        return format_html('<span class="state state-{}">{}</span>', mark, words)

    @admin.display(description=_("from"))
    def sender(self, enquiry):
        if not enquiry.email:
            return enquiry.name or "–"
        mail = format_html('<a href="mailto:{0}">{0}</a>', enquiry.email)
        return format_html("{} {}", enquiry.name, mail)

    @admin.display(description=_("about"))
    def about(self, enquiry):
        if not enquiry.article_id:
            return enquiry.address or "–"
        page = reverse("admin:news_article_change", args=[enquiry.article_id])
        return format_html(
            '<a href="{}">{}</a> (<a href="{}">{}</a>)',
            page, enquiry.article, enquiry.address, enquiry.address,
        )  # fmt: skip


@attention
def enquiries_waiting(request):
    """New enquiries, which somebody is to take in hand."""
    if not request.user.has_perm("cluster_site.change_enquiry"):
        return
    number = Enquiry.objects.filter(state=Enquiry.State.NEW).count()
    if number:
        words = ngettext("%(number)s new enquiry", "%(number)s new enquiries", number)
        address = reverse("admin:cluster_site_enquiry_changelist")
        yield Row(words % {"number": number}, f"{address}?state__exact=new")


__all__ = ["EnquiryAdmin", "personal"]
