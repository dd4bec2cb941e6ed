"""The two forms that visitors send, and what keeps machines from sending them."""

import re
import uuid

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_site.enquiries.models import Enquiry
from core.forms import TOO_LONG, form_field_for

LONGEST, MOST_LINKS = 5_000, 3
SOONEST, LATEST = 3, 24 * 3600  # seconds between showing a form and sending it
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
_SALT = "enquiry"


def sign_form_token() -> str:
    """Return a signed token with the form's id and the time it was shown."""
    return signing.dumps(uuid.uuid4().hex, salt=_SALT)


class EnquiryForm(forms.Form):
    """Base of both forms; ``form_id`` is the id of the submitted form, once it is valid."""

    kind: str
    form_id: uuid.UUID

    name = form_field_for(
        Enquiry,
        "name",
        label=gettext_lazy("Your name"),
        required=True,
        error_messages={"required": gettext_lazy("Enter your name."), "max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = form_field_for(
        Enquiry,
        "email",
        label=gettext_lazy("Your e-mail"),
        required=True,
        error_messages={
            "required": gettext_lazy("Enter your e-mail address."),
            "invalid": gettext_lazy("Enter an e-mail address such as name@example.org."),
            "max_length": TOO_LONG,
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = form_field_for(
        Enquiry,
        "text",
        max_length=LONGEST,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    # no person sees it, and whoever fills in all that is there does
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.order_fields(self.Meta.order)

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(_LINK.findall(text)) > MOST_LINKS:
            message = _("Write at most %(most)s web addresses in the message.")
            raise ValidationError(message % {"most": MOST_LINKS}, code="links")
        return text

    def clean(self):
        super().clean()
        if self.cleaned_data.get("website"):
            raise ValidationError(
                _("This looked like an automatic message. Look it over and send it again."),
                code="trap",
            )
        self._check_token()

    def _check_token(self):
        token = self.cleaned_data.get("token", "")
        try:
            self.form_id = uuid.UUID(signing.loads(token, salt=_SALT, max_age=LATEST))
        except (signing.BadSignature, ValueError):
            message = _("The form was open for very long. Look it over and send it again.")
            raise ValidationError(message, code="old") from None
        if _is_within(token, SOONEST):
            message = _("That was very quick. Wait a moment and send it again.")
            raise ValidationError(message, code="quick")

    def shown_again(self) -> None:
        """Make the form ready to be sent again: all that was typed, the trap empty, a token that holds."""
        posted = self.data.copy()
        posted["website"] = ""
        if self.has_error("__all__", "old"):
            posted["token"] = sign_form_token()
        self.data = posted

    @property
    def visible(self):
        """The fields to fill in, in order; the trap and the token are not among them."""
        return [self[name] for name in self.Meta.order]


def _is_within(token: str, seconds: int) -> bool:
    try:
        signing.loads(token, salt=_SALT, max_age=seconds)
    except signing.SignatureExpired:
        return False
    return True


class JoinForm(EnquiryForm):
    """Form for a request to join."""

    kind = Enquiry.Kind.JOIN

    class Meta:
        order = ("organisation", "name", "email", "text")

    organisation = form_field_for(
        Enquiry,
        "organisation",
        label=gettext_lazy("Your organisation"),
        required=True,
        error_messages={
            "required": gettext_lazy("Enter the name of your organisation."),
            "max_length": TOO_LONG,
        },
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your message")
        self.fields["text"].error_messages["required"] = _("Write your message.")
        self.fields["text"].help_text = _(
            "Who you are, what you need and what you can give. Half a page is enough."
        )


class MistakeForm(EnquiryForm):
    """Form for the report of a mistake."""

    kind = Enquiry.Kind.MISTAKE

    class Meta:
        order = ("text", "name", "email")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What is wrong?")
        self.fields["text"].error_messages["required"] = _("Write what is wrong.")
        self.fields["text"].help_text = _("Say where it stands, and what would be right.")
        for name in ("name", "email"):
            self.fields[name].required = False
        self.fields["name"].label = _("Your name (optional)")
        self.fields["email"].label = _("Your e-mail (optional)")
        self.fields["email"].help_text = _("If you would like an answer.")
