"""Two servers with one Redis and one database behind PgBouncer, as docs/operations.md says, are one site."""

import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from accounts.models import Session, User
from desk.accounts.sign_in_limits import AT_ACCOUNT
from news.publishing.commands import publish
from tests.cluster_site.page_cache.redis_server import redis_server
from tests.cluster_site.page_cache.servers import Server, servers
from tests.factories import ArticleFactory, UserFactory
from tests.pgbouncer import PgBouncerMissing, pgbouncer

pytestmark = pytest.mark.slow
PASSWORD, LOGIN = "correct horse battery", "/admin/login/"
SHOWN_WITHIN = 5  # seconds on a busy machine; the page cache looks after one


class Browser:
    """A browser whose requests a balancer sends to whichever server."""

    def __init__(self):
        self.cookies, self.token = {}, ""

    def ask(self, server: Server, path: str, form: dict | None = None):
        asking = server.connect()
        # one name for both, as a balancer leaves it
        headers = {"Host": "127.0.0.1"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode({"csrfmiddlewaretoken": self.token, **form})
        asking.request("POST" if body else "GET", path, body, headers)
        answer = asking.getresponse()
        answer.text = answer.read().decode(errors="replace")
        asking.close()
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(header).items()}
        if match := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self.token = match[1]
        return answer

    def log_in(self, server, email, password=PASSWORD):
        return self.ask(server, LOGIN, {"username": email, "password": password})


@pytest.fixture
def two_servers(transactional_db, tmp_path_factory, tmp_path):
    database = connection.settings_dict
    try:
        with (
            redis_server() as redis,
            pgbouncer(tmp_path_factory.mktemp("pgbouncer"), database) as port,
        ):
            address = f"postgresql://{database['USER']}@127.0.0.1:{port}/{database['NAME']}"
            shared = {"CACHE_URL": redis.url, "PGBOUNCER": "1", "PAGE_CACHE_MB": "8"}
            with servers(2, tmp_path, DATABASE_URL=address, **shared) as both:
                yield both, redis
    except PgBouncerMissing as error:
        pytest.skip(str(error))


def test_they_share_sessions_pages_and_limits(two_servers):
    (first, second), redis = two_servers
    editor = UserFactory(group="writers", email="kari@example.org")
    User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt of the sea"))
    article = ArticleFactory(title="Kelp harvest begins")

    # a session: logged in at the one, at work at the other, logged out at both
    kari = Browser()
    kari.ask(first, LOGIN)
    assert kari.log_in(second, "kari@example.org").status == 302
    assert [kari.ask(server, "/admin/").status for server in (first, second)] == [200, 200]
    Session.objects.filter(user=editor).delete()
    assert [kari.ask(server, "/admin/").status for server in (first, second)] == [302, 302]

    # a page: made by the one, had by the other, and gone from both with the next version
    visitor = Browser()
    assert "Kelp harvest begins" not in visitor.ask(first, "/news/").text
    assert redis.client.dbsize() == 1
    assert "hit" in visitor.ask(second, "/news/").headers["Cache-Status"]
    publish(article=article, by=UserFactory(is_superuser=True))
    deadline = time.monotonic() + SHOWN_WITHIN
    for server in (first, second):
        while "Kelp harvest begins" not in visitor.ask(server, "/news/").text:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    # a limit: counted wherever the guess arrives
    guesser = Browser()
    guesser.ask(first, LOGIN)
    statuses = [
        guesser.log_in((first, second)[number % 2], "kari@example.org", f"guess {number}").status
        for number in range(AT_ACCOUNT.most + 1)
    ]
    assert statuses == [200] * AT_ACCOUNT.most + [429]
