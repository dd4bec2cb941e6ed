"""Read a draft from the bound forms of an article, valid or not, without saving it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.forms import BaseForm, ChoiceField, ModelForm
from django.utils.text import capfirst

from core.mentions import html_to_lines
from news.blocks.registry import BLOCKS
from news.content.draft_values import Draft, block_field_names
from news.content.tagging import fetch_tags_by_key, fold_tag_name
from news.models import Article, Section
from news.publishing.checks import ERROR, Problem

_KINDS = {model: kind for kind, model in BLOCKS.items()}
_OF_THE_ROW = {"id", "parent", "region", "ordering", "DELETE"}


@dataclass
class UnsavedDraft:
    """A draft read from a form, the names of its new tags, and what is incomplete."""

    draft: Draft
    new_tags: list[str] = field(default_factory=list)
    incomplete: list[Problem] = field(default_factory=list)


def read_unsaved_draft(form: ModelForm, formsets: Iterable) -> UnsavedDraft:
    """Return the draft in the form of an article and its blocks; nothing is saved."""
    form.is_valid()
    article = form.instance
    values = form.cleaned_data
    tags, new_tags = _tags(values.get("tags", []))
    draft = Draft(
        section=values.get("section") or article.section or Section.NEWS,
        language=values.get("language") or article.language,
        slug=values.get("slug") or "",
        title=_text(form, "title"),
        standfirst=_text(form, "standfirst"),
        hero=_to_plain_value(values.get("hero")),
        translation_group=article.translation_group,
        byline=_to_plain_value(values.get("byline", [])),
        tags=tags,
        related=_to_plain_value(values.get("related", [])),
        announces=_seats(article, "announces"),
        announces_ends=_seats(article, "announces_ends"),
    )
    incomplete = [
        Problem(ERROR, "incomplete", name, error)
        for name, errors in form.errors.items()
        for error in errors
        if name in form.fields
    ]
    for place, (kind, block) in enumerate(_blocks_in_order(formsets)):
        draft.keys.append(f"{kind}-{block.instance.pk}" if block.instance.pk else "")
        draft.blocks.append(
            _complete_block(kind, block) if block.is_valid() else _unfinished_block(kind, block)
        )
        incomplete += [
            Problem(ERROR, "incomplete", f"blocks[{place}].{name}", error)
            for name, errors in block.errors.items()
            for error in errors
        ]
    return UnsavedDraft(draft, new_tags, incomplete)


def _seats(article: Article, relation: str) -> list[int]:
    return list(getattr(article, relation).values_list("pk", flat=True)) if article.pk else []


def _blocks_in_order(formsets) -> list[tuple[str, ModelForm]]:
    """Return the form's blocks without deleted ones, in the order of the page."""
    blocks = []
    for formset in formsets:
        kind = _KINDS.get(formset.model)
        if kind is None:
            continue
        formset.is_valid()
        for form in formset.forms:
            values = form.cleaned_data if hasattr(form, "cleaned_data") else {}
            if values.get("DELETE") or not (form.instance.pk or form.has_changed()):
                continue
            blocks.append((values.get("ordering") or 0, len(blocks), kind, form))
    return [(kind, form) for _order, _place, kind, form in sorted(blocks, key=lambda b: b[:2])]


def _complete_block(kind: str, form: ModelForm) -> dict:
    values = {
        name: _to_plain_value(form.cleaned_data.get(name)) for name in block_field_names(kind)
    }
    return {"type": kind, **values}


def _unfinished_block(kind: str, form: ModelForm) -> dict:
    """Return the input of an incomplete block as plain text, because it is not cleaned yet."""
    texts = [
        html_to_lines(form.data.get(form.add_prefix(name)) or "")
        for name, of_form in form.fields.items()
        if name not in _OF_THE_ROW and not isinstance(of_form, ChoiceField)
    ]
    kind = capfirst(BLOCKS[kind]._meta.verbose_name)
    return {"type": "unfinished", "kind": kind, "text": "\n\n".join(filter(None, texts))}


def _to_plain_value(value):
    """Return a form's value as drafts have it, with ids for records."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, list):
        return [_to_plain_value(item) for item in value]
    return value


def _text(form: BaseForm, name: str) -> str:
    """Return a text of the form, even if it is invalid, such as one that is too long."""
    return form.cleaned_data.get(name) or (form.data.get(form.add_prefix(name)) or "").strip()


def _tags(names: list[str]) -> tuple[list[int], list[str]]:
    """Return the ids of the tags with these names, and the names that no tag has yet."""
    if not names:
        return [], []
    wanted = {fold_tag_name(name): name for name in names}
    known = fetch_tags_by_key(wanted)
    return list(dict.fromkeys(tag.pk for tag in known.values())), [
        name for key, name in wanted.items() if key not in known
    ]
