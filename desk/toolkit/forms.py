"""The base form of every record on the desk."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldError, ValidationError
from django.db import models
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from desk.toolkit.choices import SeparatelyStoredField, SharedChoiceField
from desk.toolkit.submission import Submission
from desk.toolkit.usable_choices import explain_unusable_choices


class RefusableForm(forms.ModelForm):
    """A form that can show errors from saving.

    ``constraint_fields`` maps constraints on several columns to a field. A form with a
    ``submission.conflict`` is shown to the user before it is saved: it is not valid, and shows no
    errors.
    """

    constraint_fields: dict[str, str] = {}
    submission = Submission()

    def is_valid(self):
        return not self.submission.conflict and super().is_valid()

    def full_clean(self):
        if not self.submission.conflict:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}

    def clean(self):
        cleaned = super().clean()
        if self.submission.too_many is not None:
            self.add_error(None, self.submission.too_many)
        if self.submission.refusal is not None:
            self.add_errors(self.submission.refusal)
        return cleaned

    def add_errors(self, error: ValidationError) -> None:
        """Add ``error``, each part to the field it names if the form has that field."""
        parts = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        for field, errors in parts.items():
            self.add_error(field if field in self.fields else None, errors)


class DeskForm(RefusableForm):
    """A model form with errors at their fields, which also saves separately stored fields.

    ``brings_media`` is false for the rows of a formset, whose media its empty form provides for
    all.
    """

    brings_media = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    @property
    def media(self):
        return super().media if self.brings_media else forms.Media()

    def get_initial_for_field(self, field, field_name):
        if (
            isinstance(field, SeparatelyStoredField)
            and field_name not in self.initial
            and self.instance.pk
        ):
            self.initial[field_name] = field.load(self.instance)
        return super().get_initial_for_field(field, field_name)

    def clean(self):
        super().clean()
        for name in self.changed_data:
            before = self.get_initial_for_field(self.fields[name], name)
            for reason in explain_unusable_choices(self.cleaned_data.get(name), before):
                self.add_error(name, forms.ValidationError(reason, code="not-anew"))
        for twins in self._languages():
            if not any(self.cleaned_data.get(name) for name in twins) and not any(
                name in self.errors for name in twins
            ):
                message = _("Write this in one language at least.")
                self.add_error(twins[0], forms.ValidationError(message, code="required"))

    def _languages(self):
        """Return the columns of each text that needs at least one language."""
        try:
            options = translator.get_options_for_model(self._meta.model)
        except NotRegistered:
            return
        for original, columns in options.all_fields.items():
            twins = sorted(column.name for column in columns if column.name in self.fields)
            if twins and not self._meta.model._meta.get_field(original).blank:
                yield twins

    def _get_validation_exclusions(self):
        # a shared choice has been looked up already: validating it again would be a query a row
        shared = {
            name for name, field in self.fields.items() if isinstance(field, SharedChoiceField)
        }
        return super()._get_validation_exclusions() | shared

    def _post_clean(self):
        # the model would check its constraints without the columns that the form does not show
        # and say what is wrong of the whole record
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()
        del self.instance.validate_constraints
        self.validate_constraints()

    def _get_constraint_exclusions(self) -> set[str]:
        """Return the columns whose constraints can't be checked yet."""
        # an upload gets the name that the database keeps rules for when it is stored
        uploads = {
            field.name
            for field in self._meta.model._meta.concrete_fields
            if isinstance(field, models.FileField)
            and field.name in self.fields
            and not getattr(self.instance, field.name)._committed
        }
        return super()._get_validation_exclusions() & set(self.fields) | uploads

    def validate_constraints(self):
        """Validate each constraint, with its error at its field.

        Columns that the form does not show are included: they are what the record holds.
        """
        if self.instance.pk and not self.has_changed():
            return
        exclude = self._get_constraint_exclusions()
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except FieldError:
                    # its condition is on a field that is wrong: Django skips a CheckConstraint then,
                    # and fails at an ExclusionConstraint
                    continue
                except ValidationError as error:
                    error = _named(error, self.constraint_fields.get(constraint.name), model)
                    self.add_errors(error)

    def _save_m2m(self):
        super()._save_m2m()
        for name, field in self.fields.items():
            if isinstance(field, SeparatelyStoredField) and name in self.changed_data:
                field.store(self.instance, self.cleaned_data[name])


class ListRowForm(forms.ModelForm):
    """A row of a changelist; what somebody else changed in the meantime is not overwritten."""

    def clean(self):
        super().clean()
        for name in self.changed_data:
            bound, now = self[name], self.initial.get(name)
            began = self.data.get(bound.html_initial_name)
            if began is None or name not in self.cleaned_data:
                continue
            if bound.field.to_python(began) != now and self.cleaned_data[name] != now:
                message = _("Somebody changed this to “%(now)s” meanwhile. Look, and save again.")
                self.add_error(name, forms.ValidationError(message % {"now": now}, code="newer"))


def _named(error, field, model):
    if field is None and error.code == "unique":
        unique = error.params.get("unique_check", ()) if error.params else ()
        field = unique[0] if len(unique) == 1 else None
    return ValidationError({field or NON_FIELD_ERRORS: error.error_list})
