"""Where the errors of a form are, so that a list at the top can link to each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.text import capfirst

from desk.toolkit.object_links import ToolLink


@dataclass(frozen=True)
class ErrorLocation:
    """One error or piece of advice, the id of its element, and the name of that element.

    ``page`` leads to the page to change it on, if that is not the form.
    """

    message: str
    anchor: str = ""
    where: str = ""
    level: str = "error"
    page: ToolLink | None = None

    @property
    def lead(self) -> str:
        """The text before the message: its place, without a field that the message names."""
        rows, _colon, field = str(self.where).rpartition(": ")
        return rows if field.lower() in str(self.message).lower() else str(self.where)


def list_errors(context: dict) -> Iterator[ErrorLocation]:
    """Return the field errors of a form and its rows; the others are shown at the top anyway."""
    yield from list_form_errors(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        name = capfirst(inline.opts.verbose_name)
        removed = inline.formset.removed
        for form in inline.formset.forms:
            if form.prefix not in removed:
                yield from list_form_errors(form, name, form.prefix)


def list_form_errors(form, name: str = "", anchor: str = "") -> Iterator[ErrorLocation]:
    """Return the errors of one form, also the non-field errors if the form has an ``anchor``."""
    for field, errors in form.errors.items():
        if field == NON_FIELD_ERRORS:
            yield from (ErrorLocation(_plain(error), anchor, name) for error in errors if anchor)
            continue
        bound = form[field]
        where = f"{name}: {bound.label}" if name else bound.label
        yield from (ErrorLocation(_plain(error), bound.auto_id, where) for error in errors)


def _plain(error: str) -> str:
    """Return the text of ``error`` without links, which can't be inside the link to the field."""
    return unescape(strip_tags(error)) if isinstance(error, SafeData) else error
