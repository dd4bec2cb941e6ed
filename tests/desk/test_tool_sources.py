"""What apps that lie above add to the form of a record."""

from collections import defaultdict

import pytest

from desk.toolkit import object_links
from desk.toolkit.object_links import ToolLink, register_tool_source
from members.models import Statement
from tests.factories import StatementFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db


def test_a_registered_tool_stands_above_the_form_of_its_record(monkeypatch, client, editor):
    monkeypatch.setattr(object_links, "_sources", defaultdict(list))

    @register_tool_source(Statement)
    def ask_for_approval(request, statement):
        yield ToolLink("Ask Kelpie", f"/ask/{statement.pk}/")

    statement = StatementFactory()
    client.force_login(editor)
    page = HtmlPage(client.get(f"/admin/members/statement/{statement.pk}/change/"))
    assert page.has(f'a[href="/ask/{statement.pk}/"]', "Ask Kelpie")
    assert "Ask Kelpie" not in HtmlPage(client.get("/admin/members/statement/add/")).text
