"""The setting of a quote in an article: the paragraphs before and after it."""

from dataclasses import dataclass

from desk.history.text_diff import html_to_text
from members.models import Statement
from news.blocks.registry import get_content_class
from news.content.draft_values import load_draft
from news.content.snapshot import build_snapshot
from news.models import Article


@dataclass(frozen=True)
class Excerpt:
    """The paragraphs around a quote as plain text, and the language that they are in."""

    language: str
    before: list[str]
    after: list[str]


def find_excerpt(statement: Statement, article: Article) -> Excerpt | None:
    """Return the paragraphs around ``statement`` in the draft of ``article``; None if it is not in it.

    A member's portrait is shown whole; of other text it is the paragraph next to the quote.
    """
    blocks = build_snapshot(load_draft(article)).blocks
    for place, block in enumerate(blocks):
        if get_content_class(block).statement_key(block) == statement.pk:
            own = [] if block["type"] == "quote" else _paragraphs(block)
            before = own or _paragraphs(blocks[place - 1] if place else None)[-1:]
            after = _paragraphs(blocks[place + 1] if place + 1 < len(blocks) else None)[:1]
            return Excerpt(article.language, before, after)
    return None


def _paragraphs(block: dict | None) -> list[str]:
    """Return the paragraphs of a block's running text; none of what somebody is quoted with."""
    if block is None or block["type"] == "quote":
        return []
    texts = map(html_to_text, get_content_class(block).running_text(block))
    lines = (line.strip() for text in texts for line in text.split("\n\n"))
    return [line for line in lines if line]
