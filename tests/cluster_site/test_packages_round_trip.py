"""An export that comes back to its own site changes nothing, whatever is live, scheduled, drafted or withdrawn."""

import tempfile
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from psycopg.types.range import DateRange

from cluster_site.models import LeadStory, SiteSettings
from core.moment import read_database_clock
from desk.trash.records import TrashRefused, move_to_trash
from members.models import BoardSeat, Role
from news.blocks.quote import Quote
from news.models import Article, ArticleByline, Edition
from news.publishing.checks import NotPublishable
from news.publishing.commands import (
    PublishingError,
    cancel_scheduled,
    publish,
    reschedule,
    unpublish,
)
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    MembershipFactory,
    PersonFactory,
    TagFactory,
    UserFactory,
    add_block,
)
from tests.news.test_publishing_properties import HOUR, SLUGS, articles, commands

KEPT = ("members", "news", "images", "cluster_site", "desk")
CLOCKS = [
    f"{module}.read_database_clock"
    for module in (
        "news.publishing.commands",
        "cluster_site.packages.exporting.package",
        "cluster_site.packages.importing",
        "cluster_site.packages.references",
    )
]
edits = st.one_of(
    st.tuples(st.sampled_from(["title", "bare", "quoted", "translated", "trash"]), articles),
    st.tuples(st.just("promoted"), st.just(0)),
)
sequences = st.lists(
    st.tuples(st.one_of(commands, commands, edits), st.sampled_from([0, 0, 1])),
    min_size=4,
    max_size=10,
)


def rows():
    """Every row that an import could change, as it stands."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for label in KEPT
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not model._meta.proxy
    }


def round_trip():
    with tempfile.TemporaryDirectory() as folder:
        call_command("export_content", Path(folder, "own"), verbosity=0)
        call_command("import_content", Path(folder, "own"), verbosity=0)


@pytest.mark.slow
class AnExportOfTheSiteItselfChangesNothing(TestCase):
    @settings(max_examples=settings.default.max_examples // 20)
    @given(sequences)
    # R20: live, and another version scheduled
    @example([(("publish", 0, None, None), 0), (("title", 0), 0), (("publish", 0, 4, None), 0)])
    # R21: the address of what is live, given up in its draft, is another draft's
    @example([(("publish", 0, None, None), 0), (("slug", 0), 0), (("slug", 1), 0)])
    # what the draft has besides the published version
    @example([(("publish", 0, None, None), 0), (("quoted", 0), 0), (("bare", 0), 0)])
    # withdrawn, and its speaker promoted since
    @example([(("publish", 0, None, 5), 0), (("unpublish", 0, None), 1), (("promoted", 0), 0)])
    # a translation of what has another address in its draft
    @example([(("publish", 0, None, None), 0), (("translated", 0), 0), (("slug", 0), 0)])
    # a lead story in the trash
    @example([(("publish", 0, None, None), 0), (("trash", 1), 0)])
    def test_after_any_sequence_of_commands(self, steps):
        self.base = read_database_clock() + HOUR
        self.make_site()
        now = 0
        for command, hours in steps:
            now += hours
            with self.clock(now):
                self.carry_out(command, now)
        for hour in (now, now + 3):
            with self.clock(hour):
                before = rows()
                round_trip()
                after = rows()
                assert [name for name in before if before[name] != after[name]] == []

    def make_site(self):
        self.editor = UserFactory(is_superuser=True)
        member = MemberFactory(membership=DateRange(date(2020, 1, 1), date(2024, 1, 1)))
        MembershipFactory(member=member, period=DateRange(date(2026, 1, 1), None), public_from=None)
        self.person = PersonFactory(affiliation=member)
        self.articles = [ArticleFactory(slug=slug) for slug in SLUGS[:3]]
        chairs = PersonFactory()
        for begins, ends in ((2020, 2021), (2021, 2022), (2022, 2024)):
            term = DateRange(date(begins, 1, 1), date(ends, 1, 1))
            last = BoardSeatFactory(person=chairs, term=term)
        new = PersonFactory(public_from=None)
        seat = BoardSeatFactory(
            person=new,
            role=Role.CHAIR,
            public_from=None,
            succeeds=BoardSeat.objects.get(term__startswith=date(2021, 1, 1)),
        )
        for article in self.articles:
            article.tags.add(TagFactory())
            ArticleByline.objects.create(article=article, person=self.person)
        self.articles[0].announces.add(seat)
        self.articles[0].announces_ends.add(last)
        site = SiteSettings.objects.create(name_en="Kelp", name_nb="Tare")
        for position, article in enumerate(self.articles[:2]):
            LeadStory.objects.create(site=site, article=article, position=position)

    def clock(self, hour):
        stack = ExitStack()
        for name in CLOCKS:
            stack.enter_context(patch(name, lambda: self.base + hour * HOUR))
        return stack

    def carry_out(self, command, now):
        name, number, *values = command
        article = Article.objects.get(pk=self.articles[number].pk)
        times = [None if value is None else self.base + (now + value) * HOUR for value in values]
        if article.trashed:
            return
        with suppress(PublishingError, NotPublishable, TrashRefused):
            getattr(self, name)(article, *times)

    def publish(self, article, at, until):
        publish(article=article, by=self.editor, at=at, until=until)

    def unpublish(self, article, at):
        unpublish(article=article, by=self.editor, at=at)

    def reschedule(self, article, at):
        reschedule(article=article, by=self.editor, at=at)

    def cancel(self, article):
        cancel_scheduled(article=article, by=self.editor)

    def slug(self, article):
        taken = set(Article.objects.values_list("slug", flat=True))
        article.slug = next(slug for slug in (*SLUGS, "squid") if slug not in taken)
        article.save()

    def title(self, article):
        article.title += "!"
        article.save()

    def bare(self, article):
        article.standfirst = ""
        article.tags.clear()
        article.bylines.all().delete()
        article.save()

    def quoted(self, article):
        add_block(article, Quote, text="It grows", person=self.person)

    def translated(self, article):
        group = Article.objects.filter(translation_group=article.translation_group)
        if group.count() == 1:
            ArticleFactory(
                slug=article.slug, language="nb", translation_group=article.translation_group
            )

    def promoted(self, _article):
        self.person.title_en += "!"
        self.person.save()

    def trash(self, article):
        move_to_trash(article, by=self.editor)


@pytest.mark.django_db
def test_a_changed_article_is_found_by_its_public_address_and_stays_with_its_translations(tmp_path):
    article = ArticleFactory(slug="kelp", title="Live")
    publish(article=article, by=UserFactory(is_superuser=True))
    group = {"translation_group": article.translation_group}
    translation = ArticleFactory(slug="tare", language="nb", **group)
    Article.objects.filter(pk=article.pk).update(slug="algae")
    other = ArticleFactory(slug="kelp", title="Another")
    call_command("export_content", tmp_path / "own", verbosity=0)
    content = tmp_path / "own" / "content.json"
    content.write_text(content.read_text().replace('"Live"', '"Corrected"'))
    call_command("import_content", tmp_path / "own", verbosity=0)
    assert Edition.objects.live(read_database_clock()).get().article == article
    for each in (article, translation, other):
        before = {"title": each.title, "group": each.translation_group}
        each.refresh_from_db()
        before |= {"title": "Corrected"} if each == article else {}
        assert before == {"title": each.title, "group": each.translation_group}
    assert (article.slug, other.slug) == ("algae", "kelp")


@pytest.mark.django_db
def test_a_package_that_changes_what_is_live_says_what_it_takes_back(capsys, tmp_path):
    editor = UserFactory(is_superuser=True)
    article = ArticleFactory(slug="kelp", title="Live")
    publish(article=article, by=editor)
    article.title = "Scheduled"
    article.save()
    publish(article=article, by=editor, at=read_database_clock() + 3 * HOUR)
    call_command("export_content", tmp_path / "own", verbosity=0)
    content = tmp_path / "own" / "content.json"
    content.write_text(content.read_text().replace('"Live"', '"Corrected"'))
    call_command("import_content", tmp_path / "own", verbosity=0)
    assert Edition.objects.live(read_database_clock()).get().title == "Corrected"
    assert not Edition.objects.issued().filter(title="Scheduled").exists()
    assert "articles[0]: the version scheduled for" in capsys.readouterr().err
