"""Every page of the admin opens, with what it is allowed to load and to whom it is shown."""

import re
import sys
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify

from cluster_site.models import SiteSettings
from members.models import Category, Member
from tests.desk.posting import address
from tests.factories import (
    ArticleFactory,
    CategoryFactory,
    MemberFactory,
    PersonFactory,
    UserFactory,
)
from tests.full_site import full_site
from tests.pages import HtmlPage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def administrator(db):
    return UserFactory(is_superuser=True)


@pytest.fixture
def no_queryset_has_a_truth(monkeypatch):
    """Asking a queryset whether it is true fetches all of it; ``exists()`` or ``is None`` is meant."""
    truth = QuerySet.__bool__

    def asked(queryset):
        asker = sys._getframe(1).f_code.co_filename
        ours = asker.startswith(str(ROOT)) and "/.venv/" not in asker and "/tests/" not in asker
        assert not ours, f"{asker} asks {queryset.model.__name__} rows whether they are true"
        return truth(queryset)

    monkeypatch.setattr(QuerySet, "__bool__", asked)


@pytest.mark.slow
@pytest.mark.usefixtures("no_queryset_has_a_truth")
def test_every_list_and_form_opens(client, administrator):
    full_site(members=3, articles=3)
    client.force_login(administrator)
    request = client.get("/admin/").wsgi_request
    for model, model_admin in admin.site._registry.items():
        if model is SiteSettings:
            assert client.get(address(model, "changelist")).status_code == 302
        else:
            assert client.get(address(model, "changelist")).status_code == 200
        may_add = model_admin.has_add_permission(request)
        # an approval is asked for from its quote: without one there is no page
        assert client.get(address(model, "add")).status_code in ((200,) if may_add else (403, 404))
        record = model_admin.get_queryset(request).first()
        if record is not None:
            assert client.get(address(record)).status_code == 200


@pytest.mark.slow
def test_a_search_for_anything_is_no_error(client, administrator):
    client.force_login(administrator)
    for model, model_admin in admin.site._registry.items():
        if model_admin.search_fields:
            answer = client.get(address(model, "changelist"), {"q": "ÆØÅ '\"% \\"})
            assert answer.status_code in (200, 302)


def test_the_import_map_carries_the_nonce_of_the_policy(client, editor):
    client.force_login(editor)
    page = client.get(reverse("admin:news_article_add"))
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", page.headers["Content-Security-Policy"])
    maps = re.findall(r"<script[^>]*type=\"importmap\"[^>]*>", page.content.decode())
    assert len(maps) == 1
    assert f'nonce="{nonce[1]}"' in maps[0]


def test_records_to_link_to_are_found_by_name_and_named_by_key(client, editor):
    member, person = MemberFactory(name_en="Kelp AS"), PersonFactory(name="Kari Kelp")
    client.force_login(editor)
    found = client.get(reverse("admin:desk-records"), {"q": "kelp"}).json()["records"]
    assert {(record["href"], record["name"]) for record in found} == {
        (f"record:member/{member.pk}", "Kelp AS"),
        (f"record:person/{person.pk}", "Kari Kelp"),
    }
    asked = f"member/{member.pk},person/999999,board/1,member/x,member/{'9' * 30}"
    names = client.get(reverse("admin:desk-records"), {"names": asked}).json()["names"]
    assert names == {f"member/{member.pk}": "Kelp AS"}


def test_a_record_with_a_word_that_begins_as_typed_is_offered_first(client, administrator):
    PersonFactory(name="Hanne Bjørkaasen")
    bryggen = PersonFactory(name="Åse Bryggen")
    for name in ("Åsne Bryggen", "Åse Berg"):
        bryggen.former_names.create(name=name, slug=slugify(name))
    client.force_login(administrator)
    choice = {"app_label": "members", "model_name": "boardseat", "field_name": "person"}
    offered = client.get(reverse("admin:autocomplete"), {"term": "ås", **choice}).json()["results"]
    linked = client.get(reverse("admin:desk-records"), {"q": "ås"}).json()["records"]
    groups = client.get(reverse("admin:desk-find"), {"q": "ås", "as": "json"}).json()["groups"]
    expected = ["Åse Bryggen", "Hanne Bjørkaasen"]
    assert [entry["text"] for entry in offered] == expected
    assert [record["name"] for record in linked] == expected
    assert [entry["name"] for entry in groups[0]["entries"]] == expected


def test_records_are_for_those_who_may_view_them(client, db):
    MemberFactory(name_en="Kelp AS")
    client.force_login(UserFactory())
    assert client.get(reverse("admin:desk-records"), {"q": "kelp"}).status_code == 403


def test_taggits_own_tags_are_not_in_the_admin(client, administrator):
    client.force_login(administrator)
    assert "/admin/taggit/" not in client.get("/admin/").content.decode()


def test_groups_stand_among_the_accounts(client, administrator):
    client.force_login(administrator)
    apps = client.get("/admin/").context["app_list"]
    models = {app["name"]: [model["object_name"] for model in app["models"]] for app in apps}
    assert models["Accounts"] == ["User", "Group"]
    assert "Authentication and Authorization" not in client.get(address(Group, "changelist")).text


def test_an_autocomplete_asked_for_a_nul_is_no_error(client, administrator):
    client.force_login(administrator)
    asked = {"term": "a\x00b", "app_label": "news", "model_name": "article", "field_name": "hero"}
    answer = client.get(reverse("admin:autocomplete"), asked)
    assert answer.status_code == 404
    assert "nonce-" in answer.headers["Content-Security-Policy"]


def test_a_filter_for_a_nul_finds_nothing(client, administrator):
    client.force_login(administrator)
    for query in ("review=%00", "state=a%00", "owner__id__exact=%00", "q=%00"):
        assert client.get(f"/admin/news/article/?{query}").status_code == 404


@pytest.mark.parametrize("day", ["year=9999", "year=9999&{0}__month=12", f"year={'9' * 30}"])
def test_a_day_beyond_all_calendars_finds_nothing(client, administrator, day):
    client.force_login(administrator)
    for kind, field in (("news/article", "changed_at"), ("desk/activity", "at")):
        address = f"/admin/{kind}/?{field}__{day.format(field)}"
        assert client.get(address).status_code == 404


def test_an_address_that_asks_for_counts_of_every_filter_gets_the_list(client, administrator):
    client.force_login(administrator)
    assert client.get("/admin/desk/activity/?_facets=1").status_code == 200


def test_what_is_not_there_or_not_allowed_is_told_in_the_desks_frame(client, writer):
    client.force_login(writer)
    for path, status in (("/admin/nothing/here/", 404), ("/admin/accounts/user/add/", 403)):
        answer = client.get(path)
        assert answer.status_code == status
        assert "Editors’ desk" in HtmlPage(answer).text


@pytest.mark.slow
def test_norwegian_adds_a_record_whatever_its_gender(client, administrator):
    administrator.language = "nb"
    administrator.save()
    client.force_login(administrator)
    assert "Legg til medlem" in HtmlPage(client.get(address(Member, "changelist"))).text
    assert "Legg til medlem" in HtmlPage(client.get(address(Member, "add"))).text
    for model in admin.site._registry:
        assert "Legg til ny" not in client.get(address(model, "changelist"), follow=True).text


def test_what_is_typed_into_a_list_is_named_by_its_column(client, administrator):
    CategoryFactory()
    client.force_login(administrator)
    assert re.search(
        r'name="form-0-order"[^>]* aria-label="Order"',
        client.get(address(Category, "changelist")).text,
    )


def test_labels_of_rows_end_in_no_colon_like_those_of_the_form(client, administrator):
    client.force_login(administrator)
    for record in (ArticleFactory(), MemberFactory()):
        labels = HtmlPage(client.get(address(record))).words("label")
        assert labels
        assert not [label for label in labels if label.endswith(":")]
