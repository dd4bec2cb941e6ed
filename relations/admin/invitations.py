"""Invitations in the admin: who was invited, what came of it, and what can be done about it."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.records.view_only import ViewOnlyAdmin
from desk.toolkit.object_links import ToolLink
from relations import invitations
from relations.admin.answers_page import answers_view
from relations.admin.invite_page import invite_view, run_view
from relations.answers import picture_response
from relations.models import Invitation

State = Invitation.State
_MARKS = {
    State.WAITING: "scheduled",
    State.UNSENT: "missing",
    State.SENT: "scheduled",
    State.LINK: "scheduled",
    State.OPENED: "review",
    State.ANSWERED: "live",
    State.OVERDUE: "changed",
    State.REVOKED: "ended",
}


class StateFilter(admin.SimpleListFilter):
    """Filter invitations by what came of them."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("open", _("not answered")),
            ("answered", State.ANSWERED.label),
            ("unread", _("answered, not dealt with")),
            ("overdue", State.OVERDUE.label),
            ("unsent", State.UNSENT.label),
            ("revoked", State.REVOKED.label),
        ]

    def queryset(self, request, queryset):
        filters: dict[str, Callable] = {
            "open": queryset.waiting,
            "answered": lambda: queryset.filter(answered_at__isnull=False),
            "unread": queryset.unread,
            "overdue": lambda: queryset.overdue(request.moment.day),
            "unsent": queryset.unsent,
            "revoked": lambda: queryset.filter(revoked_at__isnull=False),
        }
        choose = filters.get(self.value())
        return choose() if choose else queryset


@admin.register(Invitation)
class InvitationAdmin(ViewOnlyAdmin):
    """Admin of invitations: made on their own page, then sent again, copied or revoked."""

    list_display = ("member", "recipient", "question_set", "language", "due_on", "standing")
    list_filter = (StateFilter, "question_set", "language")
    list_select_related = ("member", "question_set")
    search_fields = ("member__name_en", "member__name_nb", "to_name", "to_email")
    fields = (
        "member",
        "recipient",
        "question_set",
        "language",
        "due_on",
        "standing",
        "line",
        "made_by",
        "made_at",
        "opened_at",
        "answered_at",
    )
    readonly_fields = ("recipient", "standing")
    view_on_site = False

    def get_urls(self):
        def page(name, view):
            return path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"relations_invitation_{name.replace('-', '_')}",
            )

        return [
            path("invite/", self.admin_site.admin_view(self.invite), name="relations_invite"),
            path(
                "run/<int:pk>/",
                self.admin_site.admin_view(self.run),
                name="relations_invitation_run",
            ),
            page("again", self.send_again_view),
            page("link", self.link_view),
            page("revoke", self.revoke_view),
            page("answers", self.answers),
            path(
                "<int:pk>/<slug:kind>.picture",
                self.admin_site.admin_view(self.picture),
                name="relations_invitation_picture",
            ),
            *super().get_urls(),
        ]

    def invite(self, request):
        return invite_view(self, request)

    def run(self, request, pk):
        return run_view(self, request, pk)

    def answers(self, request, pk):
        return answers_view(self, request, pk)

    def picture(self, request, pk, kind):
        """Show the latest picture of a kind that came with the answers, small."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return picture_response(get_object_or_404(Invitation, pk=pk), kind)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("mails__mail")

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if obj.answered_at:
            tools.append(ToolLink(_("Read the answers"), self.page_of(obj, "answers")))
        if obj.revoked_at or not request.user.has_perm("relations.change_invitation"):
            return tools
        if obj.to_email:
            tools.append(ToolLink(_("Send again"), self.page_of(obj, "again"), posts=True))
        return [
            *tools,
            ToolLink(_("Copy a link instead"), self.page_of(obj, "link"), posts=True),
            ToolLink(_("Revoke"), self.page_of(obj, "revoke"), posts=True),
        ]

    def send_again_view(self, request, pk):
        return self._act(request, pk, invitations.send_again, _("It is sent again."))

    def revoke_view(self, request, pk):
        return self._act(request, pk, invitations.revoke, _("Revoked. Its links no longer open."))

    def link_view(self, request, pk):
        """Show a new link once, since it is stored nowhere."""
        invitation = self._posted(request, pk)
        if isinstance(invitation, HttpResponseNotAllowed):
            return invitation
        try:
            address = invitations.copy_link(invitation, by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return HttpResponseRedirect(self.page_of(invitation, "change"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("A link for %(name)s") % {"name": invitation.member},
            "opts": self.opts,
            "list_page": reverse("admin:relations_invitation_changelist"),
            "list_name": self.opts.verbose_name_plural.capitalize(),
            "subtitle": str(invitation),
            "address": request.build_absolute_uri(address),
            "change_page": self.page_of(invitation, "change"),
        }
        return TemplateResponse(request, "relations/admin/link.html", context)

    def _act(self, request, pk, act, done):
        invitation = self._posted(request, pk)
        if isinstance(invitation, HttpResponseNotAllowed):
            return invitation
        try:
            act(invitation, by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(self.page_of(invitation, "change"))

    def _posted(self, request, pk):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("relations.change_invitation"):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    @admin.display(description=gettext_lazy("to"), ordering="to_name")
    def recipient(self, invitation):
        if not invitation.to_email:
            return invitation.to_name or "–"
        return f"{invitation.to_name} <{invitation.to_email}>".strip()

    @admin.display(description=gettext_lazy("state"))
    def standing(self, invitation):
        state = invitation.state(timezone.localdate())
        words = state.label
        if state == State.UNSENT:
            words = f"{words}: {invitation.why_unsent}"
        return format_html('<span class="state state-{}">{}</span>', _MARKS[state], words)
