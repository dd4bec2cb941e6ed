"""Inviting a colleague, and closing the account of one who leaves."""

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
from desk.accounts.password_links import address_for
from desk.accounts.rights import Keepers, log_rights, rights_of_user
from desk.activity.log import log
from desk.privacy.personal_data import handovers
from desk.tasks.mail import send
from desk.toolkit.object_links import Tool


class InvitationForm(forms.ModelForm):
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
    heir = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who takes over"))

    def __init__(self, *args, leaver, needed, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        others = User.objects.filter(is_active=True, is_staff=True).exclude(pk=leaver.pk)
        self.fields["heir"].queryset = others.order_by("name", "email")
        self.fields["heir"].required = needed


@transaction.atomic
def invite(form: InvitationForm, *, by) -> User:
    """Make the account without a password, and mail the link by which one is chosen.

    Raises ValidationError where somebody invited the same colleague a moment before, or deleted a
    group that was chosen.
    """
    chosen = lock_records({Group: [group.pk for group in form.cleaned_data["groups"]]})
    if chosen.missing[Group]:
        message = _("A group was deleted meanwhile. Choose the groups again.")
        raise ValidationError({"groups": ValidationError(message, code="gone")})
    invited = form.save(commit=False)
    invited.set_unusable_password()
    user = get_or_insert(invited, email__iexact=invited.email)
    if user is None or user.password != invited.password:
        message = _("There is an account with this e-mail address already.")
        raise ValidationError({"email": ValidationError(message, code="unique")})
    user.groups.set(chosen.of_model(Group).values())
    log_rights(user, {}, rights_of_user(user), by)
    send_invitation(user, by=by)
    return user


@transaction.atomic
def send_invitation(user: User, *, by) -> None:
    send("invitation", to=user, context={"user": user, "by": by, "address": address_for(user)})
    log("invited", by=by, record=user)


def open_account(user: User) -> User:
    """Return the account that something is given to, as it is now; raise where it was closed meanwhile.

    Who closes an account waits for this transaction, and then gives over what it was given.
    """
    begin_shared_writing()
    user = User.objects.get(pk=user.pk)
    check_open(user)
    return user


def check_open(heir: User) -> None:
    """Raise ValidationError where the account of ``heir`` was closed."""
    if not heir.is_active:
        words = _("The account of %(name)s was closed meanwhile. Choose somebody else.")
        raise ValidationError(words % {"name": heir}, code="heir-closed")


@transaction.atomic
def close(user: User, *, heir: User | None, by) -> None:
    """Close an account: nobody signs in with it any more, and what it held goes to ``heir``.

    Nobody else writes meanwhile, so that nothing is given to it that it does not give over. Raises
    ValidationError, or Busy where others do not come to an end.
    """
    lock_exclusively()
    locked = lock_records({User: [user.pk, heir and heir.pk]})
    user, heir = locked.get(User, user.pk), heir and locked.get(User, heir.pk)
    if heir:
        check_open(heir)
    keepers = Keepers()
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
    log("account-closed", by=by, record=user, heir=str(heir or ""))


class Leaving:
    """A model admin mixin for accounts: inviting, inviting again, closing."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("invite/", wrap(self.invite_view), name="accounts_user_invite"),
            path("<int:pk>/invite/", wrap(self.again_view), name="accounts_user_invite_again"),
            path("<int:pk>/close/", wrap(self.close_view), name="accounts_user_close"),
            *super().get_urls(),
        ]

    def get_tools(self, request, obj):
        tools = super().get_tools(request, obj)
        if not self.has_change_permission(request, obj):
            return tools
        if obj.is_active and not obj.has_usable_password():
            again = reverse("admin:accounts_user_invite_again", args=[obj.pk])
            tools.append(Tool(_("Send the invitation again"), again, posts=True))
        if obj.is_active and obj != request.user:
            tools.append(
                Tool(_("Close the account"), reverse("admin:accounts_user_close", args=[obj.pk]))
            )
        return tools

    def invite_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                user = invite(form, by=request.user)
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
        send_invitation(user, by=request.user)
        messages.success(request, _("The invitation will be sent again."))
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))

    def close_view(self, request, pk):
        user = self._user(request, pk)
        if user == request.user:
            raise PermissionDenied
        held = [words for words in (handover.describe(user) for handover in handovers()) if words]
        form = ClosingForm(request.POST or None, leaver=user, needed=bool(held))
        if request.method == "POST" and form.is_valid():
            try:
                close(user, heir=form.cleaned_data["heir"], by=request.user)
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
            "held": held,
            "form": form,
        }
        return TemplateResponse(request, "desk/accounts_close.html", context)

    def _user(self, request, pk):
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user
