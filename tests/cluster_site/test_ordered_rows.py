"""Menus, lead stories and categories: a new one comes last, the others are moved on the page."""

import pytest

from cluster_site.models import MenuItem
from members.models import Category
from tests.desk.posting import address, errors_of, post
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (MenuItem, {"label_en": "Last", "target_en": "/press/", "place": "footer"}),
        (Category, {"name_en": "Last", "slug": "last"}),
    ],
)
def test_a_new_one_comes_last(client, editor, model, fields):
    editor.is_superuser = True
    editor.save()
    name = "label_en" if model is MenuItem else "name_en"
    model.objects.create(
        **{**fields, name: "First", "order": 7, **({"slug": "first"} if "slug" in fields else {})}
    )
    client.force_login(editor)
    assert errors_of(post(client, model, fields, page="add")) == []
    assert model.objects.get(**{name: "Last"}).order == 8


def test_rows_are_moved_only_where_the_list_is_in_its_own_order(client, editor):
    MenuItem.objects.create(label_en="News", target_en="/news/")
    client.force_login(editor)
    page = address(MenuItem, "changelist")
    assert HtmlPage(client.get(page)).has('script[src*="row-order.js"]')
    for query in ("?o=1", "?q=News"):
        assert not HtmlPage(client.get(page + query)).has('script[src*="row-order.js"]')
