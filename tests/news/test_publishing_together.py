"""Two editors at the same second, and a process that is killed between two lines."""

import os
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test import Client

from core.moment import read_database_clock
from news.models import Edition, EditionTag, Reading
from news.publishing.commands import publish
from tests.factories import ArticleFactory, TagFactory, UserFactory
from tests.news.test_readings import CHROME

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("times", [10, pytest.param(50, marks=pytest.mark.slow)])
def test_two_threads_publishing_one_article_again_and_again(times):
    editor, article = UserFactory(is_superuser=True), ArticleFactory()
    faults = []

    def publish_often():
        try:
            for _ in range(times):
                publish(article=article, by=editor)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish_often) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    spans = sorted(
        (edition.live_during.lower, edition.live_during.upper) for edition in Edition.objects.all()
    )
    assert len(spans) == 2 * times
    assert all(end == next_start for (_, end), (next_start, _) in pairwise(spans))
    assert all(start < end for start, end in spans[:-1])
    assert Edition.objects.live(read_database_clock()).count() == 1


def test_the_first_view_of_a_day_does_not_wait_for_a_publication():
    editor, article = UserFactory(is_superuser=True), ArticleFactory()
    publish(article=article, by=editor)

    def view():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            headers = {"origin": "http://testserver", "user-agent": CHROME}
            Client().post(f"/read/{article.pk}", headers=headers)
        finally:
            connection.close()

    with transaction.atomic():
        publish(article=article, by=editor)
        visitor = threading.Thread(target=view)
        visitor.start()
        visitor.join()
        assert Reading.objects.get().times == 1


PUBLISHING_SLOWLY = """
import os, sys, time
import django
django.setup()
from news.publishing import commands, editions
from accounts.models import User
from news.models import Article

refer = editions.save_references
def refer_and_wait(edition, snapshot):
    refer(edition, snapshot)
    print("written", flush=True)
    time.sleep(60)
editions.save_references = refer_and_wait
commands.publish(article=Article.objects.get(), by=User.objects.get())
"""


@pytest.mark.slow
def test_a_process_killed_while_it_publishes_leaves_nothing_half_done():
    article = ArticleFactory()
    article.tags.add(TagFactory())
    editor = UserFactory(is_superuser=True)
    publish(article=article, by=editor)
    before = list(Edition.objects.values_list("pk", "live_during"))
    database = connection.settings_dict
    address = (
        f"postgres://{database['USER']}:{database['PASSWORD']}@"
        f"{(database['HOST'] or '').replace('/', '%2F')}:{database['PORT']}/{database['NAME']}"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", PUBLISHING_SLOWLY],
        env={
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "cluster_site.settings",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdout.readline() == "written\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    time.sleep(0.1)
    assert list(Edition.objects.values_list("pk", "live_during")) == before
    assert EditionTag.objects.count() == 1
    publish(article=article, by=editor)
    assert Edition.objects.count() == 2
