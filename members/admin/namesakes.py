"""Ask for confirmation before a second record with the same name is saved."""

from collections.abc import Sequence

from django import forms
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locking import wait_for_named_lock
from desk.merging.distinct_pairs import is_different_from, mark_different
from desk.toolkit.uses import RecordUse
from members.admin.renamed import RenamedForm
from members.namesakes import find_namesakes, stored_name_key


class NamesakeForm(RenamedForm):
    """Form that asks for confirmation when other records have the same name.

    ``names`` are its fields that hold a name. The question is a box that shows where it is asked.
    """

    names: tuple[str, ...] = ("name",)
    different_from: Sequence[Model] = ()

    is_another = forms.BooleanField(
        required=False,
        label=gettext_lazy("Another one of the same name"),
        widget=forms.HiddenInput,
    )

    def clean(self):
        super().clean()
        if "is_another" in self.fields and set(self.names) & set(self.changed_data):
            self._ask_about_namesakes()

    def _ask_about_namesakes(self):
        model = self._meta.model
        names = [name for name in map(self.cleaned_data.get, self.names) if name]
        # wait for a colleague who saves the same name at this moment, to find it
        for key in sorted({stored_name_key(model, name) for name in names}):
            wait_for_named_lock(f"{model._meta.label_lower} {key}")
        namesakes = find_namesakes(model, names).exclude(pk=self.instance.pk)
        if self.instance.pk:
            namesakes = namesakes.exclude(is_different_from(model, self.instance.pk))
        namesakes = list(namesakes)
        if not namesakes:
            return
        self.fields["is_another"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("is_another"):
            links = format_html_join(
                ", ",
                '<a href="{}" target="_blank">“{}”</a>',
                ((RecordUse(record).address, record) for record in namesakes[:5]),
            )
            words = _("There is {} already. Tick the box if this is another one.")
            error = forms.ValidationError(format_html(words, links), code="namesake")
            self.add_error("is_another", error)
        else:
            self.different_from = namesakes


class NamesakesMixin:
    """Admin mixin that stores which records of the same name are different."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.different_from:
            mark_different(form.instance, form.different_from, by=request.user)
