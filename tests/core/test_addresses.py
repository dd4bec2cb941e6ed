"""Which addresses lead to this site, in Python and in the database alike."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cluster_site.models import MenuItem
from core.addresses import is_local_path
from core.richtext import clean_html

LOCAL = ["/", "/about/", "/nb/om-oss/", "/members/?category=farms#results", "/søk/", "/a b/"]
ELSEWHERE = ["//evil.example", r"/\evil.example", "/\t/evil.example", "/\n/evil.example"]
NO_ADDRESS = ["", "about", "?q=kelp", r"\evil.example", "/about\n", r"/a\b", "javascript:alert(1)"]


@pytest.mark.parametrize("address", LOCAL)
def test_a_path_on_this_site_is_local(address):
    assert is_local_path(address)


@pytest.mark.parametrize("address", ELSEWHERE + NO_ADDRESS)
def test_what_browsers_read_as_another_host_is_not_local(address):
    assert not is_local_path(address)


REFUSED = [
    "//evil.example",
    r"/\evil.example",
    r"https://\evil.example",
    "javascript:alert(1)",
    "about",
]


@pytest.mark.parametrize("target", REFUSED)
def test_a_menu_refuses_other_addresses_in_its_form(target):
    with pytest.raises(ValidationError, match="Begin the address"):
        MenuItem(label_en="Elsewhere", target_en=target).clean_fields()


@pytest.mark.parametrize("target", [*REFUSED, *ELSEWHERE, "/about\n"])
def test_the_database_refuses_them_whatever_writes_the_row(db, target):
    item = MenuItem.objects.create(label_en="Elsewhere", target_en="/")
    update = "UPDATE cluster_site_menuitem SET target_en = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match="menu_target_safe"), transaction.atomic():
        connection.cursor().execute(update, [target, item.pk])


@pytest.mark.parametrize("target", [*LOCAL, "https://example.org", "https://example.org/a?b#c"])
def test_a_menu_takes_paths_on_this_site_and_whole_addresses(db, target):
    item = MenuItem(label_en="Here", target_en=target)
    item.full_clean()
    item.save()


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_link_in_a_text_that_leads_elsewhere_in_disguise_loses_its_address(address):
    assert clean_html(f'<p><a href="{address}">words</a></p>') == "<p><a>words</a></p>"


@pytest.mark.parametrize("address", ["/about/", "#figures", "https://example.org", "mailto:a@b.no"])
def test_other_links_in_a_text_keep_theirs(address):
    html = f'<p><a href="{address}">words</a></p>'
    assert clean_html(html) == html
