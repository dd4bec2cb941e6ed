"""A process that is killed at a random instant leaves all that it did, or nothing."""

import os
import random
import threading
import time

import pytest
from django.db import connection

from desk.models import Activity
from tests.together.checks import erased_names, faults_after
from tests.together.running import run_and_kill, services
from tests.together.world import build, two_administrators

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = int(os.environ.get("ROUNDS", "1"))
# what stands in the log of a service, in the transaction of what it did
LOGGED = {
    "publish": "published",
    "unpublish": "unpublished",
    "trash": "trashed",
    "restore": "restored",
    "merge": "merged",
    "erase": "erased-person",
    "end a membership": "membership-ended",
    "change the board": "board-changed",
    "import sheet": "imported",
}
ALL = list(services)


def open_claims(service, other) -> set[str]:
    """What is not so yet, but for what ``other`` may undo or do as well."""
    both = {claim for claim, _holds in other.claims()}
    return {
        claim
        for claim, holds in service.claims()
        if not holds
        and claim not in both
        and other.name not in service.yields.get(claim, set()) | service.met_by.get(claim, set())
    }


@pytest.mark.parametrize("name", ALL)
def test_all_or_nothing_and_the_log_with_it(name):
    actors, chance = two_administrators(), random.Random(name)
    for number in range(ROUNDS):
        # with as many rounds as there are services, beside each of them
        beside = ALL[(ALL.index(name) + 1 + 5 * number) % len(ALL)]
        world = build(actors)
        killed = services[name](world, actors[0], services[name].target_of(number, beside))
        other = services[beside](world, actors[1], services[beside].target_of(number, name))
        killed.prepare()
        other.prepare()
        logged = Activity.objects.filter(user=killed.actor.user, action=LOGGED.get(name))
        before, wanted = logged.count(), open_claims(killed, other)
        thread = threading.Thread(target=_run, args=[other])
        thread.start()
        run_and_kill(killed, chance.uniform(0, 0.5))
        thread.join()
        _wait_until_nobody_writes()
        acts = logged.count() - before
        left = open_claims(killed, other) & wanted
        where = f"beside {beside}: {left} of {wanted}, {acts} in the log"
        if not killed.in_parts:
            assert left in (set(), wanted), where
        if name in LOGGED and wanted:
            assert bool(acts) == (left != wanted), where
        if name == "erase" and acts:
            assert not list(erased_names(world)), where
        assert not faults_after(world, [other, other]), where


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
