"""Slugs and keys that the program chooses if the user leaves them empty."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.slugs import make_free_slug, make_slug
from core.unique import save_with_free_value
from desk.toolkit.forms import DeskForm
from desk.toolkit.uses import RecordUse


class AutoSlugForm(DeskForm):
    """A form whose slug is optional: left empty it is made of other fields, and numbered if taken.

    A slug that the user typed is never changed; if another record has it, the error links to that
    record and suggests a free one. ``slug_is_made`` tells the two cases apart.
    """

    slug_field = "slug"
    # the form fields to make it of; the first that is filled counts
    slug_sources: tuple[str, ...] = ()
    # for a text without any letter that an address can hold; where empty, somebody has to type one
    slug_fallback = ""
    slug_is_made = False
    slug_help = gettext_lazy("Left empty, it is made of the name.")
    slug_impossible = gettext_lazy(
        "No web address can be made of this name. Write one with letters from a to z, "
        "e.g. annual-report."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.slug_field in self.fields:
            field = self.fields[self.slug_field]
            field.required = False
            if self.slug_sources:
                # what is made of them is the placeholder, see static/desk/auto-slugs.js
                field.widget.attrs["data-made-of"] = " ".join(self.slug_sources)
                field.help_text = format_lazy("{} {}", field.help_text, self.slug_help)

    def slug_text(self) -> str:
        """Return the text to make a slug of; empty if the form lacks it."""
        return next(filter(None, map(self.cleaned_data.get, self.slug_sources)), "")

    def slug_owner(self, slug: str) -> Model | None:
        """Return the other record that has ``slug``, or None."""
        others = self._meta.model._base_manager.exclude(pk=self.instance.pk)
        return others.filter(**{self.slug_field: slug}).first()

    def slug_is_free(self, slug: str) -> bool:
        """Whether the program may choose ``slug``."""
        return self.slug_owner(slug) is None

    def free_slug(self) -> str:
        """Return a slug of :meth:`slug_text` that is free and valid."""
        return self._free_slug_for(self.slug_text())

    def clean(self):
        super().clean()
        name = self.slug_field
        if name in self.errors:
            return
        slug = self.cleaned_data.get(name) if name in self.fields else self._slug_before()
        if slug:
            if name in self.changed_data:
                self._check_typed(slug)
        elif text := self.slug_text():
            if not (make_slug(text) or self.slug_fallback):
                self.add_error(name, ValidationError(self.slug_impossible, code="no-web-address"))
                return
            self.cleaned_data[name] = self.free_slug()
            setattr(self.instance, name, self.cleaned_data[name])
            self.slug_is_made = True

    def _get_constraint_exclusions(self) -> set[str]:
        exclude = super()._get_constraint_exclusions()
        if self.errors and not getattr(self.instance, self.slug_field):
            # the errors say already why there is nothing to make it of
            exclude.add(self.slug_field)
        return exclude

    def save_made_slug(self) -> str:
        """Save the instance, under another slug if somebody took it in the meantime.

        Returns a message if the slug was numbered, else None.
        """
        save_with_free_value(self.instance, self.slug_field, self.free_slug)
        slug, text = getattr(self.instance, self.slug_field), self.slug_text()
        if not self.slug_sources or not make_slug(text) or slug == make_slug(text, len(slug)):
            return ""
        message = _("Its web address is “%(made)s”, since “%(plain)s” is taken.")
        return message % {"made": slug, "plain": slug.rpartition("-")[0]}

    def _slug_before(self) -> str:
        return getattr(self.instance, self.slug_field) if self.instance.pk else ""

    def _check_typed(self, slug: str) -> None:
        owner = self.slug_owner(slug)
        if owner is None:
            return
        free = self._free_slug_for(slug)
        message = format_html(
            _("{} has this web address. Write another one, e.g. {}, or leave it empty."),
            format_html('<a href="{}" target="_blank">“{}”</a>', RecordUse(owner).address, owner),
            free,
        )
        self.add_error(self.slug_field, ValidationError(message, code="slug-taken"))

    def _free_slug_for(self, text: str) -> str:
        column = self._meta.model._meta.get_field(self.slug_field)

        def is_taken(slug):
            try:
                column.run_validators(slug)
            except ValidationError:
                return True
            return not self.slug_is_free(slug)

        return make_free_slug(
            text, is_taken, fallback=self.slug_fallback, max_length=column.max_length
        )
