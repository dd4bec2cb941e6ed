"""The fields of the desk's forms and rows: texts of any length, and choices with few queries."""

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from core.fields import InstantField
from core.forms import DayInput, InstantFormField, InstantWidget
from core.markup import LONGEST
from desk.toolkit.choices import (
    OrderedAutocomplete,
    OrderedChoiceField,
    SeparatelyStoredField,
    SharedAutocomplete,
    SharedChoiceField,
    UnorderedAutocomplete,
)
from desk.toolkit.script_strings import IN_LANGUAGE


class DeskFields:
    """Fields of a form and of its rows.

    ``ordered_choices`` names relations whose through rows have a position; each becomes one
    autocomplete that keeps the order in which records were chosen.
    """

    ordered_choices = ()
    formfield_overrides = {
        models.URLField: {
            "widget": forms.URLInput(attrs={"class": "vTextField"}),
            "assume_scheme": "https",
        },
        models.DateField: {"widget": DayInput},
        InstantField: {"form_class": InstantFormField, "widget": InstantWidget},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, TranslationField) and field is not None:
            text = capfirst(db_field.translated_field.verbose_name)
            field.label = format_lazy("{}, {}", text, IN_LANGUAGE[db_field.language])
            field.widget.attrs["lang"] = db_field.language
            if not db_field.translated_field.blank and "help_text" not in kwargs:
                field.help_text = format_lazy(
                    "{} {}", field.help_text, _("One language is enough.")
                )
        if isinstance(field, forms.CharField):
            # a browser would cut a pasted text short and say nothing
            field.widget.attrs.pop("maxlength", None)
            if field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST))
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # deleting a record is no business of the form that chose it
            field.widget.can_delete_related = field.widget.can_view_related = False
            field.widget.template_name = "desk/widgets/related_choice.jinja"
            if db_field.remote_field.model in self.admin_site._registry and hasattr(
                self.admin_site._registry[db_field.remote_field.model], "chooser"
            ):
                # what is chosen among pictures is also added and seen there
                field.widget = field.widget.widget
        return field

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        model = db_field.remote_field.model
        related = getattr(self.admin_site._registry.get(model), "choice_related", ())
        if not related:
            return queryset
        if queryset is None:
            queryset = model._default_manager.using(db)
        return queryset.select_related(*related)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SharedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(
            db_field, request, **{"form_class": SharedChoiceField, **kwargs}
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name not in self.ordered_choices:
            if db_field.name in self.get_autocomplete_fields(request):
                kwargs["widget"] = UnorderedAutocomplete(db_field, self.admin_site)
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        queryset = self.get_field_queryset(None, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        return OrderedChoiceField(
            queryset,
            db_field=db_field,
            required=not db_field.blank,
            label=capfirst(db_field.verbose_name),
            help_text=db_field.help_text,
            widget=OrderedAutocomplete(db_field, self.admin_site),
        )


def exclude_stored_apart(form_class: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """Exclude separately stored fields from what the form saves by itself; return its class."""
    names = [
        name
        for name, field in form_class.base_fields.items()
        if isinstance(field, SeparatelyStoredField)
    ]
    form_class._meta.exclude = [*(form_class._meta.exclude or ()), *names]
    return form_class
