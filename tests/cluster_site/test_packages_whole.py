"""An import is whole or not at all, and many articles fit into little memory."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection

from members.models import Member
from news.models import Article, Edition
from tests.cluster_site.package_content import many_articles

ROOT = Path(__file__).parents[2]
MANAGE = """
import pathlib, re, runpy, sys
sys.path.insert(0, ".")
sys.argv = ["manage.py", *sys.argv[1:]]
try:
    runpy.run_path("manage.py", run_name="__main__")
finally:
    # a process's own: what getrusage says begins with the most that its parent ever had
    status = pathlib.Path("/proc/self/status").read_text()
    print(int(re.search("VmHWM:[^0-9]+([0-9]+)", status)[1]) // 1024)
"""


def started(*arguments, media):
    """A command of manage.py in a process of its own, on the database of this test."""
    server = connection.settings_dict
    user = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
    host = quote(server["HOST"] or server["OPTIONS"].get("host", ""), safe="")
    port = f":{server['PORT']}" if server["PORT"] else ""
    address = f"postgres://{user}@{host}{port}/{quote(server['NAME'])}"
    return subprocess.Popen(
        [sys.executable, "-c", MANAGE, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "MEDIA_ROOT": str(media)},
        stdout=subprocess.PIPE,
        text=True,
    )


def megabytes_of(process):
    """The most memory that a command needed, once it has come to its end."""
    output, _nothing = process.communicate()
    assert process.returncode == 0
    return int(output.split()[-1])


def others_write_editions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE relation = 'news_edition'::regclass"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
            # tables have the same number in the database of each process of the tests
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0] > 0


def wait_until(happened):
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_kill_during_an_import_leaves_nothing_half_done(tmp_path):
    package = many_articles(tmp_path / "many.json", 300)
    process = started("import_content", package, media=tmp_path)
    wait_until(others_write_editions)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    wait_until(lambda: not others_write_editions())
    assert (Article.objects.count(), Edition.objects.count(), Member.objects.count()) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_many_articles_take_few_queries_each(tmp_path, django_assert_max_num_queries):
    package = many_articles(tmp_path / "many.json", 50)
    with django_assert_max_num_queries(50 * 26 + 400):
        call_command("import_content", package, verbosity=0)
    with django_assert_max_num_queries(100):
        call_command("export_content", tmp_path / "out.json", verbosity=0)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_articles_stay_under_300_megabytes(tmp_path):
    package = many_articles(tmp_path / "many.json", 10_000)
    assert megabytes_of(started("import_content", package, media=tmp_path)) < 300
    assert Edition.objects.count() == 10_000
    assert megabytes_of(started("export_content", tmp_path / "out.zip", media=tmp_path)) < 300
    assert megabytes_of(started("import_content", tmp_path / "out.zip", media=tmp_path)) < 300
    assert Edition.objects.count() == 10_000
