"""The lead stories of the home page are found once, not asked for of each article."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cluster_site.models import LeadStory, SiteSettings
from news.publishing.commands import publish
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def nodes(plan):
    return [plan, *(inner for child in plan.get("Plans", ()) for inner in nodes(child))]


@pytest.fixture
def leads_sql(client, editor):
    site = SiteSettings.objects.create(name_en="Kelp Cluster")
    for number in range(3):
        article = ArticleFactory()
        publish(article=article, by=editor)
        LeadStory.objects.create(site=site, article=article, position=number)
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/")
    assert page.text.count('class="card lead"') == 1
    [sql] = [query["sql"] for query in captured if "array_position" in query["sql"]]
    return sql


def test_only_the_array_of_groups_and_translations_are_subqueries(leads_sql):
    """A subquery on the table of lead stories that depends on the row would run once for each article."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {leads_sql}")
        [[[explained]]] = cursor.fetchall()
    on_leads = [
        node
        for node in nodes(explained["Plan"])
        if node.get("Parent Relationship") == "SubPlan"
        and any(inner.get("Relation Name") == "news_edition" for inner in nodes(node))
        and any(inner.get("Relation Name") == "cluster_site_leadstory" for inner in nodes(node))
    ]
    assert on_leads == []
