"""The form of a correction: a field for each text of the live edition."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import TextFormField, form_field_for
from core.mentions import html_to_lines
from news.blocks.registry import BLOCKS
from news.content.correctable_texts import CorrectableText, iterate_texts
from news.models import Edition
from news.publishing.editions import edition_snapshot

_SPOKEN = {
    "text": gettext_lazy("words"),
    "question": gettext_lazy("question asked"),
    "name": gettext_lazy("name that day"),
    "title": gettext_lazy("title that day"),
    "organisation": gettext_lazy("organisation that day"),
}


def text_label(text: CorrectableText) -> str:
    """Return the label of a text on the form."""
    name = text.name.removeprefix("quote.")
    if text.in_quote and name in _SPOKEN:
        return str(capfirst(_SPOKEN[name]))
    return str(capfirst(text.part.field.verbose_name))


class CorrectionForm(forms.Form):
    """Form with a field for each text of the live edition, a note for visitors, and a reason if needed."""

    note = TextFormField(
        label=gettext_lazy("Note for the readers"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Shown below the article with today’s date. May stay empty."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason = form_field_for(
        Edition,
        "reason",
        label=gettext_lazy("Reason for publishing all the same"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)
    # identifies the version that the form began with
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, edition: Edition, **kwargs):
        self.texts = list(iterate_texts(edition_snapshot(edition)))
        initial = {self.name_of(text): text.value for text in self.texts}
        super().__init__(
            *args,
            label_suffix="",
            initial={**initial, "edition": edition.pk, "digest": edition.digest},
            **kwargs,
        )
        for text in self.texts:
            self.fields[self.name_of(text)] = text.part.form_field(text_label(text))

    @staticmethod
    def name_of(text: CorrectableText) -> str:
        return f"text-{text.key.replace('.', '-')}"

    def clean(self):
        super().clean()
        for text in self.texts:
            name = self.name_of(text)
            given = self.cleaned_data.get(name)
            if given is not None and not text.part.same_shape(text.value, given):
                message = _("A correction changes words, not the number of rows or columns.")
                self.add_error(name, forms.ValidationError(message, code="table-shape"))

    def given(self) -> dict:
        """Return the submitted texts by key."""
        return {text.key: self.cleaned_data[self.name_of(text)] for text in self.texts}

    def groups(self):
        """Yield the fields by block, each group with its kind and its first words."""
        groups = {}
        changed = self.changed_data if self.is_bound else ()
        for text in self.texts:
            groups.setdefault(text.block, []).append((text, self[self.name_of(text)]))
        for block, fields in groups.items():
            kind = (
                _("Title and introduction")
                if block is None
                else BLOCKS[fields[0][0].kind]._meta.verbose_name
            )
            words = next(
                html_to_lines(str(text.value))
                for text, _bound in fields
                if text.value or block is None
            )
            yield {
                "kind": capfirst(kind),
                "words": words[:90],
                "fields": [bound for _text, bound in fields],
                "open": any(bound.errors or bound.name in changed for _text, bound in fields),
                "spoken": any(text.in_quote for text, _bound in fields),
            }
