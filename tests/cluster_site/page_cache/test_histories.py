"""Whatever happens to a real site, its cache sends what the site itself shows, or showed a second ago."""

import time
from datetime import timedelta

import hypothesis
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from psycopg.types.range import DateRange

from cluster_site.models import SiteSettings
from cluster_site.page_cache.clock import ContentClock
from cluster_site.page_cache.memory import PageMemory
from cluster_site.page_cache.middleware import PageCache
from core.moment import read_database_clock
from members.models import Member, Membership
from news.models import Article
from news.publishing.commands import publish, unpublish
from tests.cluster_site.page_cache.conftest import ask
from tests.factories import ArticleFactory, MemberFactory, UserFactory

# what happens, and how many hundredths of a second pass before
happenings = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(
            ["publish", "schedule", "unpublish", "rename", "join", "raw", "save", "visit"]
        )
        | st.just("visit"),
    ),
    min_size=5,
    max_size=12,
)
PATHS = ("/", "/news/kelp/")


class World:
    """A site that changes, what it showed when, and visits through a cache that are compared with it."""

    def __init__(self):
        self.application = get_wsgi_application()
        self.cache = PageCache(self.application, memory=PageMemory(2**24), clock=ContentClock())
        self.editor = UserFactory(is_superuser=True)
        self.article = ArticleFactory(slug="kelp")
        self.member, self.number = MemberFactory(), 0
        self.changes = [time.time()]
        # for each path what it showed, and until when
        self.shown = {path: [] for path in PATHS}

    def happen(self, what):
        self.number += 1
        getattr(self, what)()
        if what != "visit":
            self.changes.append(time.time())
            for path in PATHS:
                self.look(path)

    def publish(self):
        self._change_title()
        publish(article=self.article, by=self.editor)

    def schedule(self):
        self._change_title()
        # a busy machine takes some tenths of a second to publish, and a time that has passed is refused
        begin = read_database_clock() + timedelta(seconds=1.2)
        end = begin + timedelta(seconds=0.4)
        publish(article=self.article, by=self.editor, at=begin, until=end)
        self.changes += [begin.timestamp(), end.timestamp()]

    def _change_title(self):
        self.article.title = f"Harvest {self.number}"
        self.article.save()

    def unpublish(self):
        if self.article.editions.live(read_database_clock()).exists():
            unpublish(article=self.article, by=self.editor)

    def rename(self):
        Member.objects.filter(pk=self.member.pk).update(name_en=f"Kelp {self.number}")

    def join(self):
        begin = read_database_clock() + timedelta(seconds=0.3)
        member = MemberFactory(name_en=f"Newcomer {self.number}", membership=False)
        Membership.objects.create(
            member=member,
            period=DateRange(begin.date() - timedelta(days=2), None),
            public_from=begin,
        )
        self.changes.append(begin.timestamp())

    def raw(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cluster_site_sitesettings SET tagline_en = %s", [str(self.number)]
            )

    def save(self):
        self.article.standfirst = f"Draft {self.number}"
        self.article.save()

    def visit(self):
        for path in PATHS:
            began = time.time()
            self.look(path)
            asked = time.time()
            answer = ask(self.cache, path)
            self.look(path)
            # between two changes that came meanwhile the site may have shown what no look saw
            if not any(began <= change <= time.time() for change in self.changes):
                right = [body for body, until in self.shown[path] if until >= asked - 1]
                assert answer.body in right, (path, self.number)

    def look(self, path):
        """Note what the site itself shows at ``path`` now."""
        body, shown = ask(self.application, path).body, self.shown[path]
        if shown and shown[-1][0] == body:
            return
        if shown:
            shown[-1][1] = max(change for change in self.changes if change <= time.time())
        shown.append([body, float("inf")])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whatever_happens_a_visitor_sees_the_site_of_the_last_second():
    SiteSettings.objects.create(name_en="Kelp Cluster")

    @hypothesis.settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(happenings)
    def walk(happenings):
        world = World()
        try:
            for pause, what in happenings:
                time.sleep(pause / 100)
                world.happen(what)
        finally:
            # the next history has an article at the same address: what was scheduled has to be over
            time.sleep(max(0, max(world.changes) - time.time() + 0.1))
            world.unpublish()
            Article.objects.filter(pk=world.article.pk).update(slug=f"kelp-{world.article.pk}")

    walk()
