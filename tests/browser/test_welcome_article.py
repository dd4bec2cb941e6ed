"""From three new members to the draft that welcomes them, with few clicks and nothing typed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from news.content.draft_values import load_draft
from news.models import Article
from tests.factories import MemberFactory, PersonFactory, StatementFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_CLICKS = 12
COUNT = "addEventListener('click', event => event.isTrusted && window.counted(), true)"


def test_three_members_are_welcomed_with_at_most_twelve_clicks(desk):
    SiteSettings.objects.create(name_en="Kelp Cluster", language="en")
    period = DateRange(timezone.localdate() - timedelta(days=9), None)
    members = [
        MemberFactory(name_en=name, slug=name.lower(), membership=period)
        for name in ("Alga", "Bark", "Coral")
    ]
    for member in members:
        StatementFactory(member=member, person=PersonFactory(affiliation=member))
    clicks = []
    desk.expose_function("counted", lambda: clicks.append(1))
    desk.add_init_script(COUNT)
    desk.goto("/admin/")
    desk.get_by_role("link", name="3 new members to welcome: draft the article").click()
    desk.get_by_role("button", name="Draft the welcome article").click()
    expect(desk.get_by_text("This is the draft of the welcome article.")).to_be_visible()
    blocks = load_draft(Article.objects.get()).blocks
    kinds = ["prose", "member_list", "prose", *["spotlight"] * 3]
    assert [block["type"] for block in blocks] == kinds
    assert 0 < len(clicks) <= MOST_CLICKS
    print(f"{len(clicks)} clicks from three members to the draft")
