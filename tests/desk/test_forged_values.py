"""What no page of the desk sends, and a script may: an error in words or a 400, never a 500."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from members.models import BoardSeat, Member
from news.models import Article
from tests.desk.posting import address, fields_of
from tests.factories import UserFactory
from tests.full_site import full_site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORGED = [
    pytest.param("x", id="a word"),
    pytest.param("9" * 5000, id="5,000 digits"),
    *(
        pytest.param(value, id=name, marks=pytest.mark.slow)
        for name, value in (
            ("30 digits", "9" * 30),
            ("below zero", "-1"),
            ("NUL", "\x00"),
            ("Arabic digits", "١٢"),
        )
    ),
]


@pytest.fixture(scope="module")
def desk(module_db):
    """The desk of somebody who may do anything, on a site with a record of most kinds."""
    full_site(members=3, articles=2)
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture(scope="module")
def forms(desk):
    """The address of a form for a record of each kind, and the fields that it shows."""
    request = desk.get(reverse("admin:index")).wsgi_request
    shown = {}
    for model_admin in admin.site._registry.values():
        record = model_admin.get_queryset(request).order_by("-pk").first()
        page = record and desk.get(address(record))
        if page and page.status_code == 200 and page.context.get("adminform"):
            shown[address(record)] = fields_of(page)
    assert len(shown) > 10
    return shown


@pytest.mark.slow
@pytest.mark.parametrize("value", FORGED)
def test_a_list_and_its_actions_take_no_forged_key(desk, value):
    request = desk.get(reverse("admin:index")).wsgi_request
    for model_admin in admin.site._registry.values():
        page = address(model_admin.model, page="changelist")
        for action in model_admin.get_actions(request):
            answer = desk.post(page, {"action": action, "_selected_action": [value]})
            assert answer.status_code < 500, (page, action)
        for query in ({"p": value, "q": value}, {"o": value}, {"id__exact": value}):
            assert desk.get(page, query).status_code < 500, (page, query)
        assert desk.get(f"{page}{value}/change/").status_code < 500, page


@pytest.mark.slow
@pytest.mark.parametrize("value", FORGED)
def test_a_form_takes_no_forged_values(desk, forms, value):
    for page, fields in forms.items():
        answer = desk.post(page, {**fields, **dict.fromkeys(values_of(fields), value)})
        assert answer.status_code < 500, page


@pytest.mark.parametrize(
    ("model", "name"), [(Member, "focus"), (BoardSeat, "role"), (Article, "hero")]
)
@pytest.mark.parametrize("value", ["x", "9" * 5000])
def test_an_unknown_choice_is_an_error_of_its_field(desk, forms, model, name, value):
    [(page, fields)] = [each for each in forms.items() if each[0].startswith(address_of(model))]
    answer = desk.post(page, {**fields, name: value})
    assert answer.status_code == 200
    assert name in answer.context["adminform"].form.errors


@pytest.mark.slow
@pytest.mark.parametrize("value", ["x", "9" * 5000])
def test_a_form_takes_no_forged_number_of_rows(desk, forms, value):
    for page, fields in forms.items():
        counts = fields.keys() - set(values_of(fields))
        assert desk.post(page, {**fields, **dict.fromkeys(counts, value)}).status_code < 500, page


@pytest.mark.slow
@pytest.mark.parametrize("value", FORGED)
def test_no_single_field_takes_a_forged_value(desk, forms, value):
    failed = [
        (page, name)
        for page, fields in forms.items()
        for name in values_of(fields)
        if desk.post(page, {**fields, name: value}).status_code >= 500
    ]
    assert failed == []


def values_of(fields):
    """The names of fields without the numbers of rows."""
    return [name for name in fields if not name.endswith("_FORMS")]


def address_of(model):
    return address(model, page="changelist")
