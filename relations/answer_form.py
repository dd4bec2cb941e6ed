"""The form of a member's answer: the public entry, the people, a quotation, and the questions."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from core.forms import TOO_LONG, NameFormField, TextFormField, form_field_for
from images.forms import PICTURE_TYPES
from images.validation import AcceptedUpload, inspect_upload
from members.models import Member, Person, Statement
from relations.answer_fields import LABELS, MEMBER_FIELDS, normalize_answer, question_fields
from relations.models import Invitation

LONGEST_TEXT = 5_000


@dataclass(frozen=True)
class FieldGroup:
    """A part of the form with a heading and the names of its fields."""

    key: str
    title: str
    help_text: str
    names: tuple[str, ...]


class AnswerForm(forms.Form):
    """What one member answers; every field is optional, and every length has a bound."""

    def __init__(self, invitation: Invitation, *args, **kwargs):
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)
        self.invitation = invitation
        self.questions = question_fields(invitation)
        self.pictures: dict[str, AcceptedUpload] = {}
        for name in MEMBER_FIELDS:
            self.fields[name] = _member_field(name)
            # the record may change while the form is open
            self.fields[name].show_hidden_initial = True
        for name, text in self.questions.items():
            self.fields[name] = _long_text(text)
        self.fields |= {
            "spokesperson_name": _field_of(Person, "name", _("Name of the spokesperson")),
            "spokesperson_title": _field_of(Person, "title_en", _("Job title")),
            "quote_text": _long_text(_("The exact words, without quotation marks"), 1_000),
            "quote_name": _field_of(Person, "name", _("Who says it")),
            "quote_title": _field_of(Statement, "person_title", _("Job title")),
            "remark": _long_text(_("Anything else we should know?"), 2_000),
        }
        for kind in ("logo", "portrait"):
            self.fields[kind] = forms.FileField(
                label=_("A new logo") if kind == "logo" else _("A portrait of the spokesperson"),
                required=False,
                help_text=_("JPEG, HEIC, PNG, WebP, AVIF, GIF or SVG, at most 30 MB."),
                widget=forms.FileInput(attrs={"accept": PICTURE_TYPES}),
            )
            self.fields[f"{kind}_right"] = forms.BooleanField(
                label=_("You may use and publish this picture, and we have the right to say so."),
                required=False,
            )

    @property
    def text_names(self) -> list[str]:
        """The names of the fields that are stored as texts."""
        return [name for name, field in self.fields.items() if isinstance(field, forms.CharField)]

    @property
    def texts(self) -> dict[str, str]:
        """The valid texts of a form that was sent."""
        given = self.cleaned_data
        # a translated column that is empty is None, and what was not sent is not empty
        names = [name for name in self.text_names if name in given and name in self.data]
        return {name: normalize_answer(given[name] or "") for name in names}

    @property
    def shown_values(self) -> dict[str, str]:
        """What a form that was sent showed of the record, by field."""
        names = {name: self.add_initial_prefix(name) for name in MEMBER_FIELDS}
        return {
            name: normalize_answer(self.data[initial])
            for name, initial in names.items()
            if initial in self.data
        }

    def groups(self) -> list[tuple[FieldGroup, list[forms.BoundField]]]:
        """Return the parts of the form with their fields."""
        return [(group, [self[name] for name in group.names]) for group in self._groups()]

    def _groups(self) -> list[FieldGroup]:
        entry, contact = MEMBER_FIELDS[:-2], MEMBER_FIELDS[-2:]
        return [
            FieldGroup("entry", _("Your entry"), _("Mend what is not right."), entry),
            FieldGroup(
                "logo",
                _("Logo"),
                _("As large as you have it; a drawing (SVG) is best."),
                ("logo", "logo_right"),
            ),
            FieldGroup("contact", _("Contact"), _("For us alone, never shown."), contact),
            FieldGroup("questions", _("Questions"), "", tuple(self.questions)),
            FieldGroup(
                "quote",
                _("A quote"),
                _("Something that we may print, word for word."),
                ("quote_text", "quote_name", "quote_title"),
            ),
            FieldGroup(
                "spokesperson",
                _("Spokesperson"),
                _("Whom journalists may meet in what we publish."),
                ("spokesperson_name", "spokesperson_title", "portrait", "portrait_right"),
            ),
            FieldGroup("remark", _("To us"), "", ("remark",)),
        ]

    def clean_founded(self):
        founded = self.cleaned_data["founded"]
        if founded and not (founded.isdigit() and 1000 <= int(founded) <= 2200):
            raise ValidationError(_("Write the founding year with four digits."), code="year")
        return founded

    def clean_country(self):
        country = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            message = _("Write the country as two capital letters, e.g. NO.")
            raise ValidationError(message, code="country")
        return country

    def clean_logo(self):
        return self._clean_picture("logo")

    def clean_portrait(self):
        return self._clean_picture("portrait")

    def _clean_picture(self, kind):
        upload = self.cleaned_data[kind]
        if upload:
            self.pictures[kind] = inspect_upload(upload)
        return upload

    def clean(self):
        given = super().clean()
        for kind in list(self.pictures):
            if not given.get(f"{kind}_right"):
                del self.pictures[kind]
                message = _("Tick that we may publish the picture, and choose the file once more.")
                self.add_error(kind, ValidationError(message, code="right"))
        return given

    def clean_before_sending(self) -> None:
        """Add the errors of what may be saved, and not sent."""
        given = self.cleaned_data
        if given.get("quote_text") and not given.get("quote_name"):
            message = _("Write who says it.")
            self.add_error("quote_name", ValidationError(message, code="required"))
        if self._has_new_portrait() and not given.get("spokesperson_name"):
            message = _("Write who is in the portrait.")
            self.add_error("spokesperson_name", ValidationError(message, code="required"))
        if bool(given.get("ticker_symbol")) != bool(given.get("ticker_exchange")):
            message = _("Give both the stock exchange and the ticker, or neither.")
            self.add_error("ticker_symbol", ValidationError(message, code="ticker"))

    def _has_new_portrait(self) -> bool:
        """Return whether a portrait comes with the form, or came since answers were sent last."""
        sent = self.invitation.versions.aggregate(at=Max("sent_at"))["at"]
        portraits = self.invitation.pictures.filter(kind="portrait")
        new_ones = portraits.filter(sent_at__gt=sent) if sent else portraits
        return "portrait" in self.pictures or new_ones.exists()


def _member_field(name: str) -> forms.Field:
    label = LABELS[name]
    if name.startswith("description"):
        return _long_text(label)
    if name in ("founded", "country"):
        return NameFormField(
            label=label, required=False, max_length=10, error_messages={"max_length": TOO_LONG}
        )
    options = {}
    if name.startswith("summary"):
        options["widget"] = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    elif name in ("website", "linkedin"):
        options["assume_scheme"] = "https"
    return _field_of(Member, name, label, **options)


def _field_of(model, name: str, label, **options) -> forms.Field:
    return form_field_for(
        model,
        name,
        label=label,
        help_text="",
        required=False,
        error_messages={"max_length": TOO_LONG},
        **options,
    )


def _long_text(label, longest: int = LONGEST_TEXT) -> forms.Field:
    return TextFormField(
        label=label,
        required=False,
        max_length=longest,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
