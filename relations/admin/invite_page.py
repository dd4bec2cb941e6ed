"""The page that invites one member or many, and the page that shows how the sending goes on."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayFormField, form_field_for
from core.parsing import parse_whole_number
from desk.autosave.erased_names import open_form_transaction
from desk.autosave.form_token import session_for_new_record
from desk.autosave.outdated_form import renew_form_token
from desk.autosave.sent_once import (
    FormSentTwice,
    check_sent_once,
    form_fingerprint,
    record_sent_form,
)
from desk.models import OutgoingMail
from desk.toolkit.list_actions import register_list_action
from desk.toolkit.object_links import ToolLink, register_tool_source
from members.models import Member
from relations.invitations import MOST, Recipient, check_due_day, invite
from relations.models import Invitation, InvitationRun, QuestionSet

PERMISSION = "relations.add_invitation"
_DUE_IN = timedelta(days=14)


class InviteForm(forms.Form):
    """What all invitations of a run have in common."""

    question_set = forms.ModelChoiceField(
        QuestionSet.objects.all(), label=gettext_lazy("Questions"), empty_label=None
    )
    language = form_field_for(Invitation, "language", label=gettext_lazy("Language"))
    due_on = DayFormField(label=gettext_lazy("Answer by"))
    line = form_field_for(
        Invitation,
        "line",
        label=gettext_lazy("Personal line"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_due_on(self):
        check_due_day(self.cleaned_data["due_on"])
        return self.cleaned_data["due_on"]


class RecipientForm(forms.Form):
    """Whom one member's invitation goes to."""

    chosen = forms.BooleanField(label=gettext_lazy("Invite"), required=False)
    name = form_field_for(Invitation, "to_name", label=gettext_lazy("Name"))
    email = form_field_for(Invitation, "to_email", label=gettext_lazy("E-mail"))

    def __init__(self, member: Member, *args, **kwargs):
        self.member = member
        self.waits = list(member.invitations.all())
        initial = {
            "chosen": bool(member.contact_email) and not self.waits,
            "name": member.contact_name,
            "email": member.contact_email,
        }
        super().__init__(*args, prefix=str(member.pk), initial=initial, label_suffix="", **kwargs)


@register_tool_source(Member)
def add_invite_tool(request, member):
    """Offer to invite a member above its form."""
    if request.user.has_perm(PERMISSION):
        address = f"{reverse('admin:relations_invite')}?member={member.pk}"
        yield ToolLink(_("Invite to answer"), address, name="invite")


@register_list_action(Member)
@admin.action(permissions=["change"], description=gettext_lazy("Invite to answer"))
def invite_selected(model_admin, request, queryset):
    """Show the page that invites the chosen members."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if queryset.count() > MOST:
        messages.error(request, _("Choose at most %(number)s at a time.") % {"number": MOST})
        return None
    return _page(request, model_admin.admin_site, _with_invitations(queryset))


def invite_view(model_admin, request):
    """Ask whom to invite, and how; POST makes the invitations and shows their sending."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    with open_form_transaction(request) as is_erased:
        return _answer(model_admin, request, is_erased)


def _answer(model_admin, request, is_erased: bool):
    """Return the page, or where a POST leads; one from which a name was erased is shown again."""
    sent = request.POST if request.method == "POST" else request.GET
    keys = {parse_whole_number(key) for key in sent.getlist("member")[: MOST + 1]} - {None}
    members = _with_invitations(Member.objects.filter(pk__in=keys))
    if request.method != "POST":
        return _page(request, model_admin.admin_site, members)
    form = InviteForm(request.POST, label_suffix="")
    recipients = [RecipientForm(member, request.POST) for member in members]
    chosen = [row for row in recipients if row.is_valid() and row.cleaned_data["chosen"]]
    if all(row.is_valid() for row in recipients) and form.is_valid() and not is_erased:
        if not chosen:
            form.add_error(None, _("Tick at least one."))
        else:
            try:
                run = _invite_once(request, form, chosen)
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                return HttpResponseRedirect(reverse("admin:relations_invitation_run", args=[run]))
    return _page(request, model_admin.admin_site, members, form, recipients)


def _invite_once(request, form, chosen) -> int:
    """Return the key of the run that this form made, also if it is sent twice."""
    fingerprint = form_fingerprint(request)
    try:
        with transaction.atomic():
            check_sent_once(fingerprint, InvitationRun.objects)
            run = invite(
                [
                    Recipient(row.member, row.cleaned_data["name"], row.cleaned_data["email"])
                    for row in chosen
                ],
                by=request.user,
                **form.cleaned_data,
            )
            record_sent_form(fingerprint, run)
    except FormSentTwice as twice:
        return twice.key
    return run.pk


def _with_invitations(members):
    waiting = Prefetch("invitations", Invitation.objects.waiting())
    return members.prefetch_related(waiting).order_by("sort_key_en", "pk")


def _page(request, site, members, form=None, recipients=None):
    initial = {"language": request.site.language, "due_on": request.moment.day + _DUE_IN}
    opts = Invitation._meta
    context = {
        **site.each_context(request),
        "title": _("Invite to answer"),
        "opts": opts,
        "list_page": reverse("admin:relations_invitation_changelist"),
        "list_name": opts.verbose_name_plural.capitalize(),
        "form": form or InviteForm(initial=initial, label_suffix=""),
        "recipients": recipients or [RecipientForm(member) for member in members],
        "action": reverse("admin:relations_invite"),
        "token": renew_form_token(request, session_for_new_record(InvitationRun, request.user.pk)),
    }
    return TemplateResponse(request, "relations/admin/invite.html", context)


def run_view(model_admin, request, pk):
    """Show how many mails of a run are sent, and why others are not."""
    if not request.user.has_perm("relations.view_invitation"):
        raise PermissionDenied
    run = get_object_or_404(InvitationRun, pk=pk)
    rows = run.invitations.select_related("member").prefetch_related("mails__mail")
    mails = OutgoingMail.objects.filter(invitation_mail__invitation__run=run)
    total, sent = mails.count(), mails.filter(sent_at__isnull=False).count()
    unsent = rows.filter(mails__mail__in=mails.filter(~Q(error=""), sent_at=None)).distinct()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Invitations on their way"),
        "opts": model_admin.opts,
        "list_page": reverse("admin:relations_invitation_changelist"),
        "list_name": model_admin.opts.verbose_name_plural.capitalize(),
        "total": total,
        "sent": sent,
        "under_way": mails.waiting().exists(),
        "without_mail": rows.filter(to_email=""),
        "unsent": list(unsent[:100]),
    }
    return TemplateResponse(request, "relations/admin/run.html", context)
