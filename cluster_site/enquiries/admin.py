"""Enquiries in the admin: to read, to take in hand, and never to write oneself."""

from functools import partial
from urllib.parse import quote, urlencode

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from cluster_site.enquiries import duplicates, scheduled_tasks
from cluster_site.enquiries.admission import PERMISSIONS
from cluster_site.enquiries.admission_view import admission_view
from cluster_site.enquiries.models import Enquiry
from core.moment import format_moment
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.records.model_admin import DeskAdmin
from desk.toolkit.object_links import ToolLink

_MARKS = {"new": "missing", "in-hand": "review", "done": "live", "spam": "ended"}
_WRITTEN = (
    "kind",
    "language",
    "article",
    "address",
    "name",
    "organisation",
    "email",
    "text",
    "sent_at",
)


@admin.register(Enquiry)
class EnquiryAdmin(DeskAdmin):
    """Enquiries: the sender's text is read-only, the state and a note can be edited."""

    fixed = frozenset({*_WRITTEN, "form", "handled_by"})
    list_display = ("first_words", "kind", "who", "when", "standing", "handled_by")
    list_filter = ("state", "kind", "language")
    list_select_related = ("article", "handled_by")
    search_fields = ("name", "organisation", "email", "text")
    date_hierarchy = "sent_at"
    fields = ("note", "state")
    view_on_site = False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        # time and the erasing of persons do it, with all that the history holds
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(partial(admission_view, self))
        path_name = "cluster_site_enquiry_take_in"
        return [path("<int:pk>/take-in/", view, name=path_name), *super().get_urls()]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if obj.member is not None:
            page = reverse("admin:members_member_change", args=[obj.member_id])
            return [ToolLink(_("The member that it became"), page), *tools]
        if obj.kind != Enquiry.Kind.JOIN or not request.user.has_perms(PERMISSIONS):
            return tools
        return [ToolLink(_("Take in as a member"), self.page_of(obj, "take_in")), *tools]

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
        return format_html("<time datetime={}>{}</time>", at.isoformat(), format_moment(at))

    @admin.display(description=_("state"), ordering="state")
    def standing(self, enquiry):
        mark, words = _MARKS[enquiry.state], enquiry.get_state_display()
        return format_html('<span class="state state-{}">{}</span>', mark, words)

    def render_change_form(self, request, context, obj=None, **kwargs):
        context["letter"] = _letter(obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)


def _letter(enquiry) -> dict:
    """Return the context of an enquiry's page; the link ``answer`` opens the user's mail program."""
    letter = {"sent": format_moment(enquiry.sent_at), "page": enquiry.address}
    if enquiry.article_id:
        letter["article_page"] = reverse("admin:news_article_change", args=[enquiry.article_id])
    if enquiry.email:
        with override(enquiry.language):
            subject = (
                gettext("Your wish to join")
                if enquiry.kind == Enquiry.Kind.JOIN
                else gettext("The mistake you told us about")
            )
        quoted = "".join(f"> {line}\n" for line in enquiry.text[:1000].splitlines())
        query = urlencode({"subject": subject, "body": f"\n\n{quoted}"}, quote_via=quote)
        letter["answer"] = f"mailto:{quote(enquiry.email, safe='@')}?{query}"
    return letter


@register_attention_source
def waiting_enquiry_rows(request):
    """Yield the number of new enquiries."""
    if not request.user.has_perm("cluster_site.change_enquiry"):
        return
    number = Enquiry.objects.filter(state=Enquiry.State.NEW).count()
    if number:
        words = ngettext("%(number)s new enquiry", "%(number)s new enquiries", number)
        address = reverse("admin:cluster_site_enquiry_changelist")
        yield PanelRow(words % {"number": number}, f"{address}?state__exact=new")


__all__ = ["EnquiryAdmin", "duplicates", "scheduled_tasks"]
