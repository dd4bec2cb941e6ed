"""Choosing a password, after an invitation or because it was forgotten."""

from datetime import timedelta

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.views import (
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.utils.translation import activate, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from desk.accounts.password_links import password_link_for
from desk.accounts.second_factor import forget_wrong_codes
from desk.accounts.sign_in import begin_session, code_view
from desk.accounts.sign_in_limits import reset_account_limit
from desk.activity.log import log_activity
from desk.models import OutgoingMail
from desk.tasks import outbox
from desk.tasks.mail import render_mail

MOST_IN_AN_HOUR = 5  # mails to one address
_FORGOTTEN = gettext_lazy("Choose a new password")


class ForgottenPasswordForm(PasswordResetForm):
    """Asks for the e-mail address.

    Whether there is an account is looked up when the mail is sent, so the response, and the time it
    takes, are the same for any address.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")

    def save(self, **kwargs):
        subject = _("Choose a new password")
        outbox.queue_mail(
            OutgoingMail(kind="password", to=self.cleaned_data["email"], subject=subject)
        )


@outbox.register_mail_writer("password")
def write_reset_mail(mail: OutgoingMail) -> dict | None:
    """Return the mail with the link for a new password; None if there is no account for it."""
    # also whoever was invited and has not chosen a password: the link may be out of date
    user = User.objects.for_email(mail.to).filter(is_active=True, is_staff=True).first()
    lately = OutgoingMail.objects.filter(
        user=user, kind="password", sent_at__gt=timezone.now() - timedelta(hours=1)
    )
    if user is None or lately.count() >= MOST_IN_AN_HOUR:
        return None
    if mail.tries == 1:
        log_activity("password-reset", by=None, record=user)
    words = render_mail(
        "password", {"user": user, "address": password_link_for(user)}, user.language
    )
    return {"user": user, "to": user.email, **words}


class ChoosePasswordForm(SetPasswordForm):
    """The new password, twice."""

    new_password1, new_password2 = SetPasswordForm.create_password_fields(
        gettext_lazy("Password"), gettext_lazy("The same password again")
    )
    new_password1.widget.attrs["autofocus"] = True
    new_password2.help_text = ""
    error_messages = {"password_mismatch": gettext_lazy("The two passwords are not the same.")}


class ChoosePasswordView(PasswordResetConfirmView):
    """The page behind a mailed link: whoever follows it reads the mail of the account, and is logged in."""

    form_class = ChoosePasswordForm
    title = gettext_lazy("Choose your password")
    success_url = reverse_lazy("admin:index")

    def get_user(self, uidb64):
        """Return the account of the link and use its language; None if it was closed."""
        user = super().get_user(uidb64)
        if user is None or not (user.is_active and user.is_staff):
            return None
        activate(user.language)
        return user

    def form_valid(self, form):
        response = super().form_valid(form)
        # whoever guessed at the code knew the old password alone
        forget_wrong_codes(self.user)
        reset_account_limit(self.user.email)
        messages.success(self.request, _("Your password is saved."))
        return begin_session(self.request, self.user, response.url)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.validlink:
            context["title"] = _("This link is used up or out of date")
        return context


def password_urls() -> list:
    """Return the URLs that Django's own login page and mails look up by these names."""
    as_admin = csp_replace(settings.ADMIN_POLICY)
    return [
        path("login/code/", code_view, name="admin_code"),
        path(
            "password_reset/",
            as_admin(PasswordResetView.as_view(form_class=ForgottenPasswordForm, title=_FORGOTTEN)),
            name="admin_password_reset",
        ),
        path(
            "password_reset/done/",
            as_admin(PasswordResetDoneView.as_view(title=gettext_lazy("Look in your e-mail"))),
            name="password_reset_done",
        ),
        path(
            "reset/<uidb64>/<token>/",
            as_admin(ChoosePasswordView.as_view()),
            name="password_reset_confirm",
        ),
    ]
