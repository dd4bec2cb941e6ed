"""A clock that jumps back: what was recorded later than now holds nobody up, and lets nobody in for longer."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from core.models import RateWindow
from core.rate_limit import RateLimit
from desk.accounts import confirmation, sign_in
from desk.models import TaskRun
from tests.cluster_site.test_nightly import folder, names, run  # noqa: F401 - a fixture
from tests.desk.accounts.test_second_factor import code_of, set_up
from tests.desk.accounts.test_second_factor import sign_in as log_in
from tests.factories import UserFactory
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
DAY = 24 * 3600
INVITE = "/admin/accounts/user/invite/"


def put_back(monkeypatch, module, seconds):
    """Have ``module`` see the clock as it is after it was put back."""

    class Clock:
        @staticmethod
        def time():
            return time.time() - seconds

    monkeypatch.setattr(module, "time", Clock)


def test_a_limit_that_was_reached_before_is_over():
    limit = RateLimit("kelp", 1, timedelta(minutes=1))
    assert [limit.take("a"), limit.take("a")] == [1, 2]
    RateWindow.objects.update(until=F("until") + timedelta(days=365))
    assert [limit.take("a"), limit.take("a")] == [1, 2]


def test_a_confirmation_of_before_lasts_no_longer(client, monkeypatch):
    client.force_login(UserFactory(group="administrators"))
    put_back(monkeypatch, confirmation, DAY)
    assert HtmlPage(client.post(INVITE, {"name": "Ny"})).has('[name="confirm-answer"]')


def test_a_password_typed_before_is_asked_for_again(client, monkeypatch):
    kari = UserFactory(group="editors")
    set_up(kari)
    assert log_in(client, kari).url == "/admin/login/code/"
    put_back(monkeypatch, sign_in, DAY)
    assert client.post("/admin/login/code/", {"code": code_of()}).url == "/admin/login/"


def test_backups_are_copied_elsewhere_and_missed(folder, settings, tmp_path):  # noqa: F811 - a fixture
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings.BACKUP_COPY_COMMAND = ["cp", "-t", str(elsewhere)]
    folder.mkdir()
    ahead = time.time() + DAY
    for name in ("site-2026-12-01.tar", ".copied"):
        (folder / name).touch()
        os.utime(folder / name, (ahead, ahead))
    run()
    assert "site-2026-11-30.tar" in names(elsewhere)
    assert TaskRun.objects.get().at < datetime.now(UTC) + timedelta(minutes=1)
