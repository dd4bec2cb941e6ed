"""Plan a welcome article: title, introduction and blocks; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.links import RECORD_SCHEME
from members.models import Member, Statement
from news.blocks.base import Block
from news.blocks.member_list import MemberList
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import Article
from relations.models import WelcomePattern

_TITLE = cast(int, Article._meta.get_field("title").max_length)
_STANDFIRST = cast(int, Article._meta.get_field("standfirst").max_length)


@dataclass(frozen=True)
class Newcomer:
    """A member to be welcomed, with its statements, the first of which goes into its portrait.

    ``answers`` are the texts that the office accepted of what the member wrote.
    """

    member: Member
    statements: Sequence[Statement] = ()
    answers: Sequence[str] = ()


@dataclass
class RoundUpPlan:
    """A welcome article to be; its blocks are not saved, and ``members`` are those of its list, in order."""

    title: str
    standfirst: str
    members: list[Member]
    blocks: list[Block] = field(default_factory=list)


def plan_round_up(
    newcomers: Sequence[Newcomer], *, pattern: WelcomePattern, cluster: str, language: str
) -> RoundUpPlan:
    """Plan opening, list of members, transition, and for each member a portrait and further quotes.

    All of it refers to the records; only the texts are copied, to be edited.
    """
    members = [newcomer.member for newcomer in newcomers]
    with override(language):
        places = {
            "{cluster}": format_html("{}", cluster),
            "{names}": _linked_names(members),
            "{number}": format_html("{}", len(members)),
        }
        names = _join_names([member.name for member in members])
        title = _fill(pattern.title, {**places, "{names}": names, "{cluster}": cluster})
        standfirst = _("Meet {names}.").format(names=names)
        opening, transition = _fill(pattern.opening, places), _fill(pattern.transition, places)
        portraits = [block for newcomer in newcomers for block in _portray(newcomer)]
    blocks = [Prose(html=opening), MemberList(), *([Prose(html=transition)] if transition else [])]
    return RoundUpPlan(
        title=Truncator(title).chars(_TITLE),
        standfirst=Truncator(standfirst).chars(_STANDFIRST),
        members=members,
        blocks=[*blocks, *portraits],
    )


def _portray(newcomer: Newcomer) -> list[Block]:
    first, *others = [*newcomer.statements] or [None]
    html = "".join([_portrait_text(newcomer.member), *map(make_paragraphs, newcomer.answers)])
    portrait = Spotlight(member=newcomer.member, html=html, statement=first)
    return [portrait, *(Quote(statement=statement) for statement in others)]


def _portrait_text(member: Member) -> str:
    """Return the member's description in the active language, else its summary."""
    if member.description:
        return member.description
    return format_html("<p>{}</p>", member.summary) if member.summary else ""


def make_paragraphs(text: str) -> str:
    """Return plain text as paragraphs of rich text."""
    return linebreaks(text, autoescape=True)


def _fill(text: str, places: dict[str, str]) -> str:
    for name, words in places.items():
        text = (text or "").replace(name, str(words))
    return text


def _linked_names(members: Sequence[Member]) -> SafeString:
    links = format_html_join(
        "\n",
        '<a href="{}:member/{}">{}</a>',
        ((RECORD_SCHEME, member.pk, member.name) for member in members),
    )
    return SafeString(_join_names(links.splitlines()))


def _join_names(names: Sequence[str]) -> str:
    """Return ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
