"""The outbox in the admin: which e-mails wait, were sent or failed; failed ones can be sent again."""

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
from desk.dashboard.panels import PanelRow, register_attention_source
from desk.models import OutgoingMail
from desk.records.view_only import ViewOnlyAdmin
from desk.tasks import outbox
from desk.toolkit.object_links import ToolLink

State = OutgoingMail.State
_MARKS = {
    State.WAITING: "scheduled",
    State.SENT: "live",
    State.FAILING: "changed",
    State.FAILED: "missing",
}


class StateFilter(admin.SimpleListFilter):
    """Filter by state."""

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
    """Try the selected mails again, unless they have been sent."""
    report_resent(request, outbox.resend_mails(queryset))


def report_resent(request, number: int) -> None:
    """Report how many mails will be tried again."""
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
class OutboxAdmin(ViewOnlyAdmin):
    """The outbox, read-only; texts are not shown, since they may contain secret links."""

    list_display = ("when", "to", "subject", "standing")
    list_filter = (StateFilter,)
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    fields = ("when", "to", "subject", "standing", "tries", "next_try_at")
    readonly_fields = fields
    actions = (send_again,)

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
        if self.has_resend_permission(request) and outbox.filter_resendable(itself).exists():
            again = reverse("admin:desk_outgoingmail_again", args=[obj.pk])
            tools.append(ToolLink(_("Send again"), again, posts=True))
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
            report_resent(request, outbox.resend_mails(OutgoingMail.objects.filter(pk=pk)))
        return HttpResponseRedirect(reverse("admin:desk_outgoingmail_change", args=[pk]))


@register_attention_source
def unsent_mail_rows(request):
    """Return a row if there are failed e-mails and the user may resend them."""
    if not request.user.has_perm("desk.view_outgoingmail"):
        return
    number = outbox.filter_resendable(OutgoingMail.objects).count()
    if number:
        words = ngettext(
            "%(number)s e-mail could not be sent", "%(number)s e-mails could not be sent", number
        )
        address = reverse("admin:desk_outgoingmail_changelist")
        yield PanelRow(words % {"number": number}, f"{address}?state=failed")
