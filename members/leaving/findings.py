"""Leftover mentions of an organisation as a member: apps register the kinds and their finders."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce
from operator import or_

from django.db.models import Model, Q
from django.utils.functional import lazy

from accounts.models import User
from core.languages import LazyText
from core.mentions import (
    SHORTEST,
    Excerpt,
    compile_name_pattern,
    html_to_lines,
    make_excerpt,
    remove_legal_form,
    split_words,
)
from members.models import FormerName, Member


@dataclass(frozen=True)
class FindingLink:
    """A link to a place or to an action there, for users with ``permission``."""

    label: str
    address: str
    permission: str = ""


@dataclass(frozen=True)
class Finding:
    """One place of one kind; ``place`` identifies it among those of its kind, now and later.

    ``where`` is what it is called, of a record with names in both languages a :func:`name_of`.
    ``detail`` says more of it in a few words, ``excerpt`` shows the name as it stands there.
    """

    kind: str
    place: str
    where: str
    links: tuple[FindingLink, ...]
    detail: str = ""
    excerpt: Excerpt | None = None

    def links_for(self, user: User) -> list[FindingLink]:
        return [
            link for link in self.links if not link.permission or user.has_perm(link.permission)
        ]


def name_of(record: Model) -> str:
    """Return the name of ``record`` as a lazy text, in the language active when it is shown."""
    return lazy(record.__str__, str)()


@dataclass(frozen=True)
class FindingKind:
    """A kind of places, named in the plural, with what can be done about them, sorted by ``order``."""

    order: int
    name: str
    title: LazyText
    advice: LazyText


@dataclass(frozen=True)
class Leaver:
    """A member that leaves: ``after`` is the first day without membership, ``at`` the moment of the search."""

    member: Member
    after: date
    at: datetime

    @cached_property
    def keys(self) -> frozenset[int]:
        """The keys by which published versions may refer to it: its own and those of its aliases."""
        return frozenset(self.member.own_and_alias_keys().values_list("pk", flat=True))

    @cached_property
    def names(self) -> list[str]:
        """Current and former names, each with and without its legal form."""
        former = self.member.former_names.values_list("name", flat=True)
        called = [self.member.name_en, self.member.name_nb, *former]
        names = {name for full in called if full for name in (full, remove_legal_form(full))}
        return sorted(name for name in names if len(name) >= SHORTEST)

    @cached_property
    def _pattern(self) -> re.Pattern:
        """Matches its names, and longer names of other members, so that "Kelp" does not match in "Kelp Energy"."""
        others = Member.objects.exclude(pk=self.member.pk).filter(self.named("name_en", "name_nb"))
        former = FormerName.objects.exclude(member=self.member).filter(self.named("name"))
        longer = {
            name for names in others.values_list("name_en", "name_nb") for name in names if name
        }
        longer.update(former.values_list("name", flat=True))
        longer.update([remove_legal_form(name) for name in longer])
        return compile_name_pattern([*self.names, *longer], any_case=True)

    @cached_property
    def _own(self) -> set[str]:
        return {_folded(name) for name in self.names}

    def is_called(self, text: str) -> bool:
        """Whether ``text`` is one of its names and nothing else."""
        return _folded(text) in self._own

    def named(self, *columns: str) -> Q:
        """Return the condition for rows with all words of one of its names in one of ``columns``."""
        # a text with the words of a longer name has those of a shorter one within it
        names = [
            name
            for name in self.names
            if not any(set(split_words(other)) < set(split_words(name)) for other in self.names)
        ]
        every = [Q(**{f"{column}__holds_words": name}) for column in columns for name in names]
        return reduce(or_, every) if every else Q(pk=None)

    def mentions(self, text: str) -> list[Excerpt]:
        """Return an excerpt for each place in a plain text that names it."""
        if not self.names:
            return []
        matches = self._pattern.finditer(text)
        return [make_excerpt(text, match) for match in matches if self.is_called(match[1])]

    def mentions_in_html(self, html: str) -> list[Excerpt]:
        """Return an excerpt for each place in rich text that names it without a link to its page."""
        keys = "|".join(map(str, self.keys))
        linked = rf'<a href="record:member/(?:{keys})">.*?</a>'
        return self.mentions(html_to_lines(re.sub(linked, "…", html, flags=re.DOTALL)))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


Finder = Callable[[Leaver], Iterator[Finding]]
_kinds: dict[str, FindingKind] = {}
_finders: list[Finder] = []


def leftover_finder(*kinds: FindingKind) -> Callable[[Finder], Finder]:
    """Register a function that yields findings of these kinds, each place at most once."""

    def register(finder: Finder) -> Finder:
        _kinds.update({kind.name: kind for kind in kinds})
        _finders.append(finder)
        return finder

    return register


def list_leftover_finders() -> list[Finder]:
    """Return the registered finders, in the order of their registration."""
    return list(_finders)


def finding_kind(name: str) -> FindingKind:
    """Return the kind of finding with this name."""
    return _kinds[name]


def finding_kind_names() -> list[str]:
    """Return the names of the kinds, in display order."""
    return sorted(_kinds, key=lambda name: _kinds[name].order)


def find_leftover_mentions(leaver: Leaver) -> dict[tuple[str, str], Finding]:
    """Return every finding by kind and place, sorted; the number of queries does not depend on how many."""
    findings = [finding for finder in _finders for finding in finder(leaver)]
    order = finding_kind_names()
    findings.sort(key=lambda finding: order.index(finding.kind))
    return {(finding.kind, finding.place): finding for finding in findings}
