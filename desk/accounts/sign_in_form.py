"""The login form, which gives the reason after too many attempts."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class SignInForm(AdminAuthenticationForm):
    """Django's login form with the message of the limit that was reached."""

    def get_invalid_login_error(self):
        # the same words whether there is such an account or not
        if getattr(self.request, "axes_locked_out", False):
            return too_many_attempts()
        return super().get_invalid_login_error()


def too_many_attempts() -> ValidationError:
    """Return the error that says what to do after too many attempts."""
    return ValidationError(
        _(
            "Too many attempts to log in. Wait a quarter of an hour, or choose a new "
            "password with the link below: you can then log in at once."
        ),
        code="too-many",
    )
