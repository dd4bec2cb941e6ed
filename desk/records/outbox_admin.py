"""The outbox in the admin: which e-mails wait, were sent or failed; those that failed are sent again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.moment import format_moment
from desk.dashboard.panels import Row, attention
from desk.models import OutgoingMail
from desk.records.model_admin import DeskAdmin
from desk.tasks import outbox
from desk.toolkit.object_links import Tool

State = OutgoingMail.State
_MARKS = {
    State.WAITING: "scheduled",
    State.SENT: "live",
    State.FAILING: "changed",
    State.FAILED: "missing",
}


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("failed", _("not sent")),
            ("waiting", State.WAITING.label),
            ("sent", State.SENT.label),
        ]

    def queryset(self, request, queryset):
        if self.value() == "failed":
            return queryset.failing()
        if self.value() == "waiting":
            return queryset.waiting()
        if self.value() == "sent":
            return queryset.filter(sent_at__isnull=False)
        return queryset


@admin.action(permissions=["resend"], description=gettext_lazy("Send again"))
def send_again(model_admin, request, queryset):
    """Try the chosen mails once more, as far as they have not been sent."""
    tell(request, outbox.resend(queryset))


def tell(request, number: int) -> None:
    if number:
        words = ngettext(
            "%(number)s e-mail will be sent again.",
            "%(number)s e-mails will be sent again.",
            number,
        )
        messages.success(request, words % {"number": number})
    else:
        messages.warning(
            request,
            _(
                "Only an e-mail that could not be sent is sent again, for as long as its text is kept."
            ),
        )


@admin.register(OutgoingMail)
class OutboxAdmin(DeskAdmin):
    """A list to look at; the texts are not shown, since they may hold secret links."""

    kept = False
    modules = ()
    list_display = ("when", "to", "subject", "standing")
    list_filter = (StateFilter,)
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    fields = ("when", "to", "subject", "standing", "tries", "next_try_at")
    readonly_fields = fields
    actions = (send_again,)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_resend_permission(self, request):
        return request.user.has_perm("desk.resend_outgoingmail")

    @admin.display(description=gettext_lazy("written"), ordering="id")
    def when(self, mail):
        at = localtime(mail.created_at)
        words = date_format(at, "SHORT_DATETIME_FORMAT")
        return format_html("<time datetime={}>{}</time>", at.isoformat(), words)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, mail):
        words = mail.state.label
        if mail.state == State.SENT:
            words = f"{words} {format_moment(mail.sent_at)}"
        if mail.error:
            words = f"{words}: {mail.error}"
        return format_html('<span class="state state-{}">{}</span>', _MARKS[mail.state], words)

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        itself = OutgoingMail.objects.filter(pk=obj.pk)
        if self.has_resend_permission(request) and outbox.resendable(itself).exists():
            again = reverse("admin:desk_outgoingmail_again", args=[obj.pk])
            tools.append(Tool(_("Send again"), again, posts=True))
        return tools

    def get_urls(self):
        view = self.admin_site.admin_view(self.again_view)
        pattern = path("<int:pk>/again/", view, name="desk_outgoingmail_again")
        return [pattern, *super().get_urls()]

    def again_view(self, request, pk):
        if not self.has_resend_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with transaction.atomic():
            tell(request, outbox.resend(OutgoingMail.objects.filter(pk=pk)))
        return HttpResponseRedirect(reverse("admin:desk_outgoingmail_change", args=[pk]))


@attention
def mails_not_sent(request):
    """E-mails that could not be sent and can be sent again, for those who may have that done."""
    if not request.user.has_perm("desk.view_outgoingmail"):
        return
    number = outbox.resendable(OutgoingMail.objects).count()
    if number:
        words = ngettext(
            "%(number)s e-mail could not be sent", "%(number)s e-mails could not be sent", number
        )
        address = reverse("admin:desk_outgoingmail_changelist")
        yield Row(words % {"number": number}, f"{address}?state=failed")
