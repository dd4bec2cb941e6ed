"""Whatever is commanded in whatever order, PostgreSQL and a plain model in Python agree."""

from dataclasses import dataclass, replace
from datetime import timedelta
from unittest.mock import patch

from django.http import Http404
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.moment import read_database_clock
from news.content.addresses import ArticleGone, ArticleMoved, find_edition_at
from news.models import Edition
from news.publishing.commands import (
    PublishingError,
    cancel_scheduled,
    publish,
    reschedule,
    unpublish,
)
from tests.factories import ArticleFactory, UserFactory

ARTICLES, SLUGS = 3, ("kelp", "cod", "ice", "seal")
HOUR = timedelta(hours=1)

# hours from the command on; sequences are long and the choices few, so that commands meet
moments = st.sampled_from([None, None, -1, 0, 1, 2, 4, 6])
articles = st.sampled_from([0, 0, 0, 1, 1, 2])
commands = st.one_of(
    st.tuples(st.just("publish"), articles, moments, st.sampled_from([None, None, 0, 2, 5, 9])),
    st.tuples(st.just("publish"), articles, st.none(), st.none()),
    st.tuples(st.just("unpublish"), articles, moments),
    st.tuples(st.just("reschedule"), articles, st.sampled_from([-1, 0, 1, 3, 5])),
    st.tuples(st.just("cancel"), articles),
    st.tuples(st.just("slug"), articles),
)

sequences = st.lists(st.tuples(commands, st.sampled_from([0, 0, 1])), min_size=8, max_size=14)
# what chance would seldom find
A_MOVED_EDITION_BEYOND_ITS_PREDECESSORS_END = [
    (("publish", 0, None, 2), 0),
    (("publish", 0, 1, None), 0),
    (("reschedule", 0, 5), 0),
]
A_MOVE_TO_BEFORE_AN_EARLIER_SCHEDULED_EDITION = [
    (("publish", 0, None, None), 0),
    (("publish", 0, 4, None), 0),
    (("publish", 0, 6, None), 0),
    (("reschedule", 0, 3), 0),
]
AN_ADDRESS_THAT_TWO_HELD = [
    (("publish", 0, None, None), 0),
    (("slug", 0), 0),
    (("publish", 0, None, None), 1),
    (("slug", 1), 0),
    (("publish", 1, None, None), 1),
    (("unpublish", 1, None), 1),
]


class Refused(Exception):
    """What the plain model says where the service raises PublishingError."""


@dataclass(frozen=True)
class Span:
    """An edition of the plain model; hours, ``end`` and ``until`` None for ever."""

    slug: str
    version: int
    start: int
    end: int | None
    until: int | None

    def holds(self, hour):
        return self.start <= hour and (self.end is None or hour < self.end)

    def touches(self, other):
        return (self.end is None or other.start < self.end) and (
            other.end is None or self.start < other.end
        )


class Plain:
    """DESIGN 2, rules 1 to 4, with lists."""

    def __init__(self):
        self.slugs = list(SLUGS[:ARTICLES])
        self.spans = [[] for _ in range(ARTICLES)]
        self.version = 0

    def slug(self, article, now):
        """Take the one address that no working copy has."""
        [self.slugs[article]] = set(SLUGS) - set(self.slugs)

    def cleared(self, article, hour):
        return [
            replace(span, end=hour) if span.holds(hour) else span
            for span in self.spans[article]
            if span.start < hour
        ]

    def put(self, article, spans):
        others = [span for n, rows in enumerate(self.spans) if n != article for span in rows]
        if any(a.slug == b.slug and a.touches(b) for a in spans for b in others):
            raise Refused
        self.spans[article] = sorted(spans, key=lambda span: span.start)

    def publish(self, article, now, at, until):
        begin = now if at is None else at
        if begin < now or (until is not None and until <= begin):
            raise Refused
        new = Span(self.slugs[article], self.version + 1, begin, until, until)
        self.put(article, [*self.cleared(article, begin), new])
        self.version += 1

    def unpublish(self, article, now, at):
        end = now if at is None else at
        cleared = self.cleared(article, end)
        if end < now or cleared == self.spans[article]:
            raise Refused
        self.spans[article] = cleared

    def cancel(self, article, now):
        kept = [span for span in self.spans[article] if span.start <= now]
        kept = [replace(span, end=span.until) if span.holds(now) else span for span in kept]
        if kept == self.spans[article]:
            raise Refused
        self.put(article, kept)

    def reschedule(self, article, now, at):
        *before, last = self.spans[article] or [None]
        if (
            at < now
            or last is None
            or last.start <= now
            or (last.end is not None and at >= last.end)
        ):
            raise Refused
        before = [
            replace(span, end=at if span.until is None else min(span.until, at))
            if span.end == last.start
            else span
            for span in before
        ]
        before = [
            replace(span, end=at) if span.holds(at) else span for span in before if span.start < at
        ]
        self.put(article, [*before, replace(last, start=at)])

    def live(self, hour):
        return {
            (article, span.slug, span.version)
            for article, spans in enumerate(self.spans)
            for span in spans
            if span.holds(hour)
        }

    def address(self, slug, hour):
        live = self.live(hour)
        for article, held, _version in live:
            if held == slug:
                return ("shows", article)
        began = [
            (span.start, article)
            for article, spans in enumerate(self.spans)
            for span in spans
            if span.slug == slug and span.start <= hour
        ]
        if not began:
            return ("unknown",)
        _start, owner = max(began)
        return next((("moved", held) for a, held, _v in live if a == owner), ("gone",))


class PublishingAgreesWithAPlainModel(TestCase):
    @settings(max_examples=settings.default.max_examples // 10)
    @given(sequences)
    @example(A_MOVED_EDITION_BEYOND_ITS_PREDECESSORS_END)
    @example(A_MOVE_TO_BEFORE_AN_EARLIER_SCHEDULED_EDITION)
    @example(AN_ADDRESS_THAT_TWO_HELD)
    def test_any_sequence_of_commands(self, steps):
        self.editor = UserFactory(is_superuser=True)
        self.articles = [
            ArticleFactory(slug=slug, title="v0", text=False) for slug in SLUGS[:ARTICLES]
        ]
        self.base = read_database_clock() + HOUR
        plain, now = Plain(), 0
        for command, hours in steps:
            now += hours
            command = self.at_hours(command, now)
            expected = self.refused(lambda: self.in_plain(plain, command, now), Refused)  # noqa: B023
            with patch("news.publishing.commands.read_database_clock", lambda: self.instant(now)):  # noqa: B023
                version = plain.version if not expected else plain.version + 1
                actual = self.refused(lambda: self.in_database(command, version), PublishingError)  # noqa: B023
            assert actual == expected, command
        self.compare(plain)

    @staticmethod
    def at_hours(command, now):
        """The command with its moments counted from the beginning of the sequence."""
        name, article, *values = command
        if name in ("slug", "cancel"):
            return command
        return (name, article, *(value if value is None else now + value for value in values))

    def instant(self, hour):
        return None if hour is None else self.base + hour * HOUR

    @staticmethod
    def refused(action, error):
        try:
            action()
        except error:
            return True
        return False

    @staticmethod
    def in_plain(plain, command, now):
        name, article, *values = command
        getattr(plain, name)(article, now, *values)

    def in_database(self, command, version):
        name, number, *values = command
        article = self.articles[number]
        if name == "slug":
            [article.slug] = set(SLUGS) - {each.slug for each in self.articles}
            article.save()
            return
        at = [self.instant(hour) for hour in values]
        if name == "publish":
            article.title = f"v{version}"
            article.save()
            publish(article=article, by=self.editor, at=at[0], until=at[1])
        elif name == "unpublish":
            unpublish(article=article, by=self.editor, at=at[0])
        elif name == "reschedule":
            reschedule(article=article, by=self.editor, at=at[0])
        else:
            cancel_scheduled(article=article, by=self.editor)

    def compare(self, plain):
        number_of = {article.pk: number for number, article in enumerate(self.articles)}
        issued = {
            (number_of[edition.article_id], int(edition.title[1:])): (
                edition.slug,
                edition.live_during.lower,
                edition.live_during.upper,
            )
            for edition in Edition.objects.issued()
        }
        assert issued == {
            (article, span.version): (span.slug, self.instant(span.start), self.instant(span.end))
            for article, spans in enumerate(plain.spans)
            for span in spans
        }
        # the ends of the spans, and half an hour before and after them
        ends = {end for spans in plain.spans for span in spans for end in (span.start, span.end)}
        for hour in sorted(ends - {None})[:4]:
            for half in (-0.5, 0, 0.5):
                live = {
                    (number_of[edition.article_id], edition.slug, int(edition.title[1:]))
                    for edition in Edition.objects.live(self.instant(hour + half))
                }
                assert live == plain.live(hour + half), hour + half
            for slug in SLUGS:
                address = self.address(slug, self.instant(hour), number_of)
                assert address == plain.address(slug, hour), (slug, hour)

    @staticmethod
    def address(slug, at, number_of):
        try:
            edition = find_edition_at("en", slug, page=False, at=at)
        except Http404:
            return ("unknown",)
        except ArticleGone:
            return ("gone",)
        except ArticleMoved as moved:
            return ("moved", moved.address.split("/")[-2])
        return ("shows", number_of[edition.article_id])
