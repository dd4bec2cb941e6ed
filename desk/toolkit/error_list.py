"""Where on a form its errors are, so that a list at the top can lead to each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.text import capfirst


@dataclass(frozen=True)
class Place:
    """One error or piece of advice, the id of the element it belongs to, and that element's name.

    ``page`` is where it is decided, if that is not the form.
    """

    message: str
    anchor: str = ""
    where: str = ""
    level: str = "error"
    page: str = ""

    @property
    def lead(self) -> str:
        """What stands before the message: where it is, without a field that the message names."""
        rows, _colon, field = str(self.where).rpartition(": ")
        return rows if field.lower() in str(self.message).lower() else str(self.where)


def mistakes_of(context: dict) -> Iterator[Place]:
    """Every error of a form and its rows at a field; those of no field stand at the top anyway."""
    yield from mistakes_of_form(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        name = capfirst(inline.opts.verbose_name)
        removed = inline.formset.removed
        for form in inline.formset.forms:
            if form.prefix not in removed:
                yield from mistakes_of_form(form, name, form.prefix)


def mistakes_of_form(form, name: str = "", anchor: str = "") -> Iterator[Place]:
    """Every error of one form; those of no field where the form as a whole has an ``anchor``."""
    for field, errors in form.errors.items():
        if field == NON_FIELD_ERRORS:
            yield from (Place(_plain(error), anchor, name) for error in errors if anchor)
            continue
        bound = form[field]
        where = f"{name}: {bound.label}" if name else bound.label
        yield from (Place(_plain(error), bound.auto_id, where) for error in errors)


def _plain(error: str) -> str:
    """The words of ``error`` without its links, which the link to the field can't hold."""
    return unescape(strip_tags(error)) if isinstance(error, SafeData) else error
