"""The texts of the translation's source, shown beside the fields of the translation."""

from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy

from core.moment import read_database_clock
from news.blocks.registry import BLOCKS
from news.content.correctable_texts import iterate_texts, value_as_plain_text
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import Article
from news.publishing.editions import find_live_edition

_KINDS = {model: kind for kind, model in BLOCKS.items()}
_SHOW = {
    "en": gettext_lazy("English texts alongside"),
    "nb": gettext_lazy("Norwegian texts alongside"),
}
_LABEL = {"en": gettext_lazy("The English text"), "nb": gettext_lazy("The Norwegian text")}


def fetch_source_texts(article: Article, inline_admin_formsets) -> dict:
    """Return the texts of the translation of ``article``, by form field."""
    source = article.versions[0]
    return {
        "language": source.language,
        "show": _SHOW[source.language],
        "label": _LABEL[source.language],
        "open": find_live_edition(article, read_database_clock()) is None
        and source.pk < article.pk,
        "texts": list(_texts_by_field(source, inline_admin_formsets)),
    }


def _texts_by_field(source: Article, inlines):
    """Yield each text of ``source`` with the id of the form's field for its translation."""
    snapshot = build_snapshot(load_draft(source))
    forms = _saved_blocks(inlines)
    pairs = _pairs(snapshot.blocks, [(kind, form.instance) for kind, form in forms])
    for text in iterate_texts(snapshot):
        if text.is_from_record or not text.value:
            continue
        if text.block is None:
            field = f"id_{text.name}"
        elif text.block in pairs:
            _kind, form = forms[pairs[text.block]]
            if text.name not in form.fields:
                continue
            field = form[text.name].auto_id
        else:
            continue
        is_html = text.part.is_html
        yield {
            "field": field,
            "html": is_html,
            "text": text.value if is_html else value_as_plain_text(text.value),
        }


def _saved_blocks(inlines) -> list:
    """Return the kind and form of each saved block, in their order."""
    blocks = [
        (form.instance.ordering, form.instance.pk, _KINDS[inline.formset.model], form)
        for inline in inlines
        if inline.formset.model in _KINDS
        for form in inline.formset.forms
        if form.instance.pk
    ]
    return [(kind, form) for _order, _pk, kind, form in sorted(blocks, key=lambda row: row[:2])]


def _pairs(source: list[dict], blocks: list[tuple]) -> dict[int, int]:
    """Map the places of blocks in ``source`` to those of their translations in ``blocks``.

    The words tell nothing; the kinds, their order and what is the same in every language do.
    """
    before = [(block["type"], *_same_values(block["type"], block)) for block in source]
    after = [(kind, *_same_values(kind, row.read_rows([row])[0])) for kind, row in blocks]
    pairs = {}
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        places = zip(range(a, b), range(c, d), strict=False)
        if kind == "equal":
            pairs |= dict(places)
        elif kind == "replace":
            pairs |= {old: new for old, new in places if before[old][0] == after[new][0]}
    return pairs


def _same_values(kind: str, block: dict) -> list:
    """Return the values that a block has in every language, by which it is recognised."""
    return [block[name] for name in BLOCKS[kind].parts_for_matching]
