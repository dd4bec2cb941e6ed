"""Members named in the text of an article and not linked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, DateTimeField, F, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from core.compiled_queries import Parameter, compile_once
from core.mentions import SHORTEST, compile_name_pattern, html_to_lines
from members.models import FormerName, Member
from news.blocks.registry import iterate_rich_texts
from news.content.snapshot import Snapshot

# names in links are linked, and a heading should not contain a link
_NOT_PLAIN = re.compile(r"<(a|h2|h3)\b[^>]*>.*?</\1>", re.DOTALL)
_WORDS = ArrayField(CharField())
_PUNCTUATION = "\"'’.,:;()«»“”!?"
_STRIPPED = str.maketrans("", "", _PUNCTUATION)


@dataclass(frozen=True)
class MemberName:
    """A current or former name of a member in one language."""

    member: int
    name: str


@dataclass(frozen=True)
class NameMention:
    """The first mention of a member's current or former name as plain text."""

    member: int
    name: str
    place: str


def find_unlinked_mentions(snapshot: Snapshot, names: Iterable[MemberName]) -> list[NameMention]:
    """Return each of ``names`` mentioned in the text whose member is neither linked nor shown."""
    htmls = list(iterate_rich_texts(snapshot.blocks))
    words = collect_first_words(html for _place, html in htmls)
    names = [name for name in names if _first_word(name.name) in words]
    named = snapshot.named.members
    owners = {name.name: name.member for name in names if name.member not in named}
    # match all names, so that "Kelp" is not found within "Kelp Energy", which is linked
    if not owners:
        return []
    word = compile_name_pattern(name.name for name in names)
    mentions = {}
    for place, html in htmls:
        for match in word.findall(_plain(html)):
            member = owners.get(match)
            if member is not None and member not in mentions:
                mentions[member] = NameMention(member, match, place)
    return list(mentions.values())


def _plain(text: str) -> str:
    """Return plain text in which markup ends a line: a name across markup can't become one link."""
    return html_to_lines(_NOT_PLAIN.sub("\n", text).replace("</", "\n</"))


def collect_first_words(htmls: Iterable[str]) -> set[str]:
    """Return every word in ``htmls`` that may begin a name, without punctuation."""
    words = {word for html in htmls for word in _plain(html).split()}
    pieces = {piece for word in words for piece in re.split(r"[’'/–—-]", word)}
    bare = {word.translate(_STRIPPED) for word in words | pieces}
    return (bare | {word.removesuffix("s") for word in bare}) - {""}


class _FirstWord(Func):
    """The first word of a name, without punctuation."""

    template = "translate(split_part(%(expressions)s, ' ', 1), %%s, '')"
    output_field = CharField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **extra: Any
    ) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection, *args, **extra)
        return sql, [*params, _PUNCTUATION]


def _first_word(name: str) -> str:
    return name.partition(" ")[0].translate(_STRIPPED)


def fetch_names_beginning_with(words: set[str], at: datetime) -> list[MemberName]:
    """Return current and former names of members public at ``at`` that begin with one of ``words``.

    Two queries, however many members.
    """
    if not words:
        return []
    names = [(pk, name) for pk, *both in _fetch_names(at=at, words=words) for name in set(both)]
    names += _fetch_former_names(at=at, words=words)
    return [MemberName(pk, name) for pk, name in names if name and len(name) >= SHORTEST]


@compile_once(at=DateTimeField(), words=_WORDS)
def _fetch_names(*, at: Parameter, words: Parameter) -> QuerySet:
    known = Member.objects.known(at).alias(
        first_en=_FirstWord(F("name_en")), first_nb=_FirstWord(F("name_nb"))
    )
    called = known.filter(Q(first_en__any=words) | Q(first_nb__any=words))
    return called.values_list("pk", "name_en", "name_nb")


@compile_once(at=DateTimeField(), words=_WORDS)
def _fetch_former_names(*, at: Parameter, words: Parameter) -> QuerySet:
    former = FormerName.objects.filter(member__in=Member.objects.known(at).values("pk"))
    former = former.alias(first=_FirstWord(F("name"))).filter(first__any=words)
    return former.values_list("member_id", "name")
