"""A page with all that was typed into a form that can't be saved, to be copied."""

import re
from collections.abc import Iterator

from django.db import models
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.parsing import parse_whole_number
from desk.history.display import field_label
from desk.history.record_shapes import get_parent_key, get_shape, has_shape
from desk.history.text_diff import html_to_text

_ROW = re.compile(r"(.+)-\d{1,6}-(\w+)", re.ASCII)
# what the form itself sends, and what nobody may read over a shoulder
_NOT_TYPED = re.compile(
    r"_.*|.*password.*|csrfmiddlewaretoken|initial-.*|.*_FORMS|.*-(?:id|ordering|region|DELETE)"
)


def copy_page(site, request, *, title: str, words: str, model_admin=None) -> HttpResponse:
    """Answer with ``words`` and the posted texts, status 410.

    ``model_admin`` is the one whose form it was, if that is known: the texts bear its labels.
    """
    context = {
        **site.each_context(request),
        "title": title,
        "opts": model_admin and model_admin.opts,
        "words": words,
        "typed": list(_typed_texts(request.POST, model_admin and model_admin.model)),
    }
    return TemplateResponse(request, "admin/desk/gone.html", context, status=410)


def _typed_texts(form_data: QueryDict, model: type[models.Model] | None) -> Iterator[tuple]:
    """Yield the label and the text of each field that somebody typed into."""
    part_models = _part_models(model) if model else {}
    for name, values in form_data.lists():
        text = html_to_text("\n".join(values)).strip()
        if not text or _NOT_TYPED.fullmatch(name):
            continue
        row = _ROW.fullmatch(name)
        owner, field_name = (part_models.get(row[1]), row[2]) if row else (model, name)
        field = _find_column(owner, field_name)
        if field is None and parse_whole_number(text) is None and text != "on":
            yield _("Text"), text
        elif field is not None and not _is_choice(field):
            label = field_label(owner, field_name)
            yield f"{capfirst(owner._meta.verbose_name)}: {label}" if row else label, text


def _part_models(model) -> dict[str, type[models.Model]]:
    """Return the models of a record's rows by the prefix of their fields."""
    parts = get_shape(model).parts if has_shape(model) else ()
    return {get_parent_key(part, model).remote_field.get_accessor_name(): part for part in parts}


def _find_column(model, name) -> models.Field | None:
    columns = model._meta.concrete_fields if model else ()
    return next((column for column in columns if column.name == name), None)


def _is_choice(field: models.Field) -> bool:
    return bool(field.is_relation or field.flatchoices or isinstance(field, models.BooleanField))
