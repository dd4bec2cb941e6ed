"""Invite a colleague; close the account of one who leaves."""

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.locking import begin_shared_writing, lock_exclusively, lock_records
from core.unique import get_or_insert
from desk.accounts.fields import GroupsField
from desk.accounts.password_links import password_link_for
from desk.accounts.rights import AdministratorGuard, describe_user_rights, log_rights
from desk.accounts.second_factor import has_second_factor, remove_second_factor
from desk.activity.log import log_activity
from desk.privacy.personal_data import handovers
from desk.tasks.mail import send_template_mail
from desk.toolkit.object_links import ToolLink


class InvitationForm(forms.ModelForm):
    """Name, e-mail address and groups of a new colleague."""

    groups = GroupsField(
        Group.objects.order_by("name"),
        label=gettext_lazy("Groups"),
        help_text=gettext_lazy("What the colleague may do. It can be changed later."),
    )

    class Meta:
        model = User
        fields = ("email", "name", "language", "groups")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class ClosingForm(forms.Form):
    """Who takes over from a colleague who leaves."""

    heir = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who takes over"))

    def __init__(self, *args, leaver, needed, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=leaver.pk)
        self.fields["heir"].queryset = others.order_by("name", "email")
        self.fields["heir"].required = needed


@transaction.atomic
def invite_user(form: InvitationForm, *, by) -> User:
    """Create an account without a password, and mail the link for choosing one.

    Raises ValidationError if somebody invited the same colleague in the meantime, or deleted a
    chosen group.
    """
    locked = lock_records({Group: [group.pk for group in form.cleaned_data["groups"]]})
    if locked.missing[Group]:
        message = _("A group was deleted meanwhile. Choose the groups again.")
        raise ValidationError({"groups": ValidationError(message, code="gone")})
    invited = form.save(commit=False)
    invited.set_unusable_password()
    user = get_or_insert(invited, email__iexact=invited.email)
    if user is None or user.password != invited.password:
        message = _("There is an account with this e-mail address already.")
        raise ValidationError({"email": ValidationError(message, code="unique")})
    user.groups.set(locked.of_model(Group).values())
    log_rights(user, {}, describe_user_rights(user), by)
    mail_invitation(user, by=by)
    return user


@transaction.atomic
def mail_invitation(user: User, *, by) -> None:
    """Mail the link with which ``user`` chooses a password."""
    send_template_mail(
        "invitation", to=user, context={"user": user, "by": by, "address": password_link_for(user)}
    )
    log_activity("invited", by=by, record=user)


def get_open_account(user: User) -> User:
    """Return the locked account that is about to receive something; raise if it was closed.

    Closing the account waits for this transaction, and then passes on what it received.
    """
    begin_shared_writing()
    user = User.objects.get(pk=user.pk)
    validate_open_account(user)
    return user


def validate_open_account(heir: User) -> None:
    """Raise ValidationError if the account of ``heir`` was closed."""
    if not heir.is_active:
        words = _("The account of %(name)s was closed meanwhile. Choose somebody else.")
        raise ValidationError(words % {"name": heir}, code="heir-closed")


@transaction.atomic
def close_account(user: User, *, heir: User | None, by) -> None:
    """Close an account, so that nobody can log in with it, and pass what it held to ``heir``.

    Nobody else writes in the meantime, so that it receives nothing that is not passed on. Raises
    ValidationError, or OthersWriting if other transactions do not end in time.
    """
    lock_exclusively()
    locked = lock_records({User: [user.pk, heir and heir.pk]})
    user, heir = locked.get(User, user.pk), heir and locked.get(User, heir.pk)
    if heir:
        validate_open_account(heir)
    keepers = AdministratorGuard()
    if not user.is_active:
        raise ValidationError(_("This account is closed already."), code="closed")
    for handover in handovers():
        if handover.describe(user):
            if heir is None:
                raise ValidationError(_("Choose who takes over."), code="heir-missing")
            handover.hand(handover.rows(user), heir)
    user.is_active = False
    user.save(update_fields=["is_active"])
    keepers.check()
    log_activity("account-closed", by=by, record=user, heir=str(heir or ""))


class AccountLifecycleAdmin:
    """Model admin mixin for accounts: invite, invite again, close."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("invite/", wrap(self.invite_view), name="accounts_user_invite"),
            path("<int:pk>/invite/", wrap(self.again_view), name="accounts_user_invite_again"),
            path(
                "<int:pk>/second-factor/",
                wrap(self.second_factor_view),
                name="accounts_user_second_factor",
            ),
            path("<int:pk>/close/", wrap(self.close_view), name="accounts_user_close"),
            *super().get_urls(),
        ]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not self.has_change_permission(request, obj):
            return tools
        if obj.is_active and not obj.has_usable_password():
            again = reverse("admin:accounts_user_invite_again", args=[obj.pk])
            tools.append(ToolLink(_("Send the invitation again"), again, posts=True))
        if obj != request.user and has_second_factor(obj):
            reset = reverse("admin:accounts_user_second_factor", args=[obj.pk])
            tools.append(ToolLink(_("Reset two-step log-in"), reset, posts=True))
        if obj.is_active and obj != request.user:
            tools.append(
                ToolLink(
                    _("Close the account"), reverse("admin:accounts_user_close", args=[obj.pk])
                )
            )
        return tools

    def invite_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                user = invite_user(form, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                words = _("An invitation will be sent to %(name)s. Its link works for three days.")
                messages.success(request, words % {"name": user})
                return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invite a colleague"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "desk/accounts_invite.html", context)

    def again_view(self, request, pk):
        user = self._user(request, pk)
        if request.method != "POST" or user.has_usable_password() or not user.is_active:
            raise Http404("nobody to invite")
        mail_invitation(user, by=request.user)
        messages.success(request, _("The invitation will be sent again."))
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))

    def second_factor_view(self, request, pk):
        user = self._user(request, pk)
        if user == request.user:
            raise PermissionDenied
        if request.method != "POST" or not remove_second_factor(user, by=request.user):
            raise Http404("nothing to reset")
        words = _("The two-step log-in of %(name)s is reset, and %(name)s will be told by e-mail.")
        messages.success(request, words % {"name": user})
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))

    def close_view(self, request, pk):
        user = self._user(request, pk)
        if user == request.user:
            raise PermissionDenied
        holdings = [
            words for words in (handover.describe(user) for handover in handovers()) if words
        ]
        form = ClosingForm(request.POST or None, leaver=user, needed=bool(holdings))
        if request.method == "POST" and form.is_valid():
            try:
                close_account(user, heir=form.cleaned_data["heir"], by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("The account of %(name)s is closed.") % {"name": user})
                return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Close the account"),
            "subtitle": str(user),
            "opts": self.opts,
            "leaver": user,
            "held": holdings,
            "form": form,
        }
        return TemplateResponse(request, "desk/accounts_close.html", context)

    def _user(self, request, pk):
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user
