"""The API of a full site: what its description says, page by page."""

import copy
import json
from base64 import urlsafe_b64encode
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cluster_site.api import cursors
from cluster_site.api.views import DESCRIPTION
from members.models import FocusArea, Member
from tests.cluster_site.openapi import mistakes
from tests.factories import (
    ImageFactory,
    MemberFactory,
)
from tests.full_site import full_site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILE = json.loads(DESCRIPTION.read_text())
LISTS = list(FILE["paths"])


def schema_of(path, status="200"):
    answer = FILE["paths"][path]["get"]["responses"][status]
    return answer["content"]["application/json"]["schema"]


@pytest.fixture(scope="module", autouse=True)
def site(module_db):
    site = full_site(members=6, articles=5)
    member = site.member
    member.focus.add(FocusArea.objects.create(name_en="Seaweed", slug="seaweed"))
    Member.objects.filter(pk=member.pk).update(
        city="Bodø",
        country="NO",
        website="https://kelp.example",
        ticker_exchange="Oslo",
        ticker_symbol="KELP",
        founded=2011,
        confirmed_on=date(2026, 1, 2),
        name_nb="Tare",
        contact_name="Secret Person",
        contact_email="secret@example.org",
    )


@pytest.mark.parametrize("path", LISTS)
def test_every_answer_is_what_the_description_says(client, path):
    answer = client.get(path).json()
    assert answer["items"]
    assert mistakes(answer, schema_of(path), FILE) == []
    assert mistakes(client.get(path, {"on": "1999-01-01"}).json(), schema_of(path), FILE) == []
    refused = client.get(path, {"on": "x"})
    assert refused.status_code == 400
    assert mistakes(refused.json(), schema_of(path, "400"), FILE) == []


def test_the_check_of_answers_sees_what_is_wrong(client):
    answer = client.get("/api/members.json").json()
    for spoil in (
        lambda item: item.pop("key"),
        lambda item: item.update(contact="x"),
        lambda item: item.update(member_since="soon"),
        lambda item: item.update(size="giant"),
        lambda item: item["url"].update(en="/members/"),
        lambda item: item.update(founded="2011"),
        lambda item: item.update(logo={"url": "https://a.example"}),
    ):
        spoilt = copy.deepcopy(answer)
        spoil(spoilt["items"][0])
        assert mistakes(spoilt, schema_of("/api/members.json"), FILE)


def test_the_description_is_served_and_names_every_list(client):
    response = client.get("/api/openapi.json")
    assert response.json() == FILE
    assert FILE["openapi"].startswith("3.1")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", LISTS)
def test_any_site_may_read_and_nobody_may_write(client, path):
    assert client.get(path)["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, {"on": "x"})["Access-Control-Allow-Origin"] == "*"
    assert client.options(path)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "on=2999-01-01",
        "on=2024-99-01",
        "on=%00",
        "after=x",
        "after=%00",
        "after=W10",
        "after=WyJhIl0",
        "after=WzEsMiwzLDQsNV0",
        "after=WzFlOTldXQ",
        "after=" + "W" * 3000,
        "after=WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMF0",
    ],
)
def test_a_wrong_value_is_refused(client, path, query):
    assert client.get(f"{path}?{query}").status_code == 400


def test_an_unknown_language_is_refused(client):
    assert client.get("/api/news.json?language=xx").status_code == 400


def test_nothing_private_is_told(client):
    told = "".join(client.get(path).text for path in LISTS)
    assert "secret@example.org" not in told
    assert "Secret Person" not in told


@pytest.mark.parametrize("path", LISTS)
def test_pages_lead_on_over_everything_once(client, monkeypatch, path):
    whole = client.get(path).json()["items"]
    monkeypatch.setattr(cursors, "PAGE_SIZE", 2)
    address, seen = path, []
    while address:
        answer = client.get(address).json()
        assert len(answer["items"]) <= 2
        seen += answer["items"]
        address = answer["next"]
    assert seen == whole
    assert len(seen) > 2


BUDGETS = {"/api/members.json": 2, "/api/board.json": 2, "/api/news.json": 6}


@pytest.mark.slow
@pytest.mark.parametrize("path", LISTS)
def test_a_page_asks_the_same_few_queries_however_long_it_is(client, path):
    for _number in range(20):
        MemberFactory(logo=ImageFactory())
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    assert len(captured) <= BUDGETS[path] + 1, [query["sql"] for query in captured]


def test_half_a_character_in_a_cursor_is_refused(client):
    for text in ("\ud800", "a\x00"):
        cursor = urlsafe_b64encode(json.dumps([1, text, 1]).encode()).decode()
        assert client.get("/api/board.json", {"after": cursor}).status_code == 400
