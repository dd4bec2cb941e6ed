"""A save writes what changed: nobody undoes what somebody else wrote into another column."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.locking import RecordGone
from core.saving import SavesChanges
from members.models import Category, Member
from news.blocks.table import Table
from news.models import Article
from tests.factories import ArticleFactory, MemberFactory, add_block

pytestmark = pytest.mark.django_db
# what Django brings along: a name, and rows beside it
OF_DJANGO = {"auth.group", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}
# written by one statement each, and never saved again; nobody edits the report of the links
HISTORY = {"desk.activity", "desk.trashedrecord", "desk.outgoingmail", "news.reading"}
HISTORY |= {"cluster_site.outsidelink", "cluster_site.missedsearch"}


def test_two_who_change_different_things_undo_nothing():
    key = MemberFactory(website="https://old.example/", city="Bodø").pk
    one, other = Member.objects.get(pk=key), Member.objects.get(pk=key)
    one.website = "https://new.example/"
    one.save()
    other.city = "Oslo"
    other.save()
    now = Member.objects.get(pk=key)
    assert (now.website, now.city) == ("https://new.example/", "Oslo")


def test_a_row_that_is_gone_is_not_made_again():
    member = MemberFactory(membership=False)
    gone = Member.objects.get(pk=member.pk)
    member.delete()
    gone.city = "Oslo"
    with pytest.raises(RecordGone), transaction.atomic():
        gone.save()
    assert not Member.objects.exists()


def test_a_text_is_written_in_all_its_languages():
    category = Category.objects.create(name_en="Investors", slug="investors")
    again = Category.objects.get(pk=category.pk)
    again.name_nb = "Investorer"
    again.save()
    again = Category.objects.get(pk=category.pk)
    assert (again.name_en, again.name_nb) == ("Investors", "Investorer")
    assert not again.name_nb.startswith("Investors")


def test_what_was_not_changed_is_not_written():
    member = Member.objects.get(pk=MemberFactory().pk)
    with CaptureQueriesContext(connection) as queries:
        member.save()
    assert len(queries) == 0


def test_the_time_of_the_last_save_is_always_written():
    article = Article.objects.get(pk=ArticleFactory().pk)
    before = article.changed_at
    article.save()
    assert Article.objects.get().changed_at > before


def test_a_list_that_is_changed_in_place_is_written():
    add_block(ArticleFactory(), Table, caption="Tonnes", header=["Year"], rows=[["2025"]])
    table = Table.objects.get()
    table.rows[0][0] = "2026"
    table.save()
    assert Table.objects.get().rows == [["2026"]]


def test_a_column_that_was_read_again_counts_from_then_on():
    member = Member.objects.get(pk=MemberFactory(city="Bodø").pk)
    member.city = "Oslo"
    member.refresh_from_db()
    Member.objects.update(city="Hamar")
    member.save()
    assert Member.objects.get().city == "Hamar"


def test_every_record_of_the_desk_saves_so():
    shown = set(admin.site._registry)
    shown |= {inline.model for each in admin.site._registry.values() for inline in each.inlines}
    others = {
        model._meta.label_lower
        for model in shown
        if not issubclass(model, SavesChanges) and apps.is_installed(model._meta.app_config.name)
    }
    assert others - OF_DJANGO - HISTORY == set()
