"""A process that is killed at a random instant leaves all that it did, or nothing."""

import os
import random
import threading
import time

import pytest
from django.db import connection

from desk.models import Activity
from tests.together.checks import faults_after
from tests.together.running import run_and_kill, services
from tests.together.world import build, two_administrators

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = int(os.environ.get("ROUNDS", "5"))
# what stands in the log of a service, in the transaction of what it did
LOGGED = {
    "publish": "published", "unpublish": "unpublished", "trash": "trashed", "restore": "restored",
    "purge": "purged", "merge": "merged", "erase": "erased-person",
    "end a membership": "membership-ended", "change the board": "board-changed",
    "import sheet": "imported",
}  # fmt: skip


def open_claims(service) -> set[str]:
    return {claim for claim, holds in service.claims() if not holds}


@pytest.mark.parametrize("name", LOGGED)
def test_all_or_nothing_and_the_log_with_it(name):
    actors, chance = two_administrators(), random.Random(name)
    for number in range(ROUNDS):
        world = build(actors)
        killed = services[name](world, actors[0], services[name].target_of(number, ""))
        other = services["form save"](world, actors[1], "article")
        killed.prepare()
        other.prepare()
        before, wanted = Activity.objects.filter(action=LOGGED[name]).count(), open_claims(killed)
        beside = threading.Thread(target=_run, args=[other])
        beside.start()
        run_and_kill(killed, chance.uniform(0, 0.5))
        beside.join()
        _wait_until_nobody_writes()
        acts = Activity.objects.filter(action=LOGGED[name]).count() - before
        left = open_claims(killed) & wanted
        assert left == (set() if acts else wanted), f"{acts} in the log"
        assert not faults_after(world, [other, other])


def _run(service):
    try:
        service.run()
    finally:
        connection.close()


def _wait_until_nobody_writes():
    """The server notices that a process is gone when it has ended what that one asked last."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.02)
