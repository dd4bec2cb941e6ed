"""Every service against every other and against itself, at the same instant on the same records."""

import os

import pytest

from tests.together.actors import Actor
from tests.together.running import services, tally_of
from tests.together.world import two_administrators

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = int(os.environ.get("ROUNDS", "1"))
ALL = list(services)


@pytest.mark.parametrize("first", ALL)
def test_a_service_together_with_each(first, record_property):
    actors, told = two_administrators(), []
    for second in ALL[ALL.index(first) :]:
        tally = tally_of(first, second, actors, rounds=ROUNDS)
        counts = (tally.lost, ROUNDS, tally.deadlocks, tally.waited)
        record_property("pair", (first, second, *counts))
        told += [f"{first} | {second}: {fault}" for fault in tally.faults]
        told += [f"{first} | {second}: {tally.deadlocks} deadlocks"] * bool(tally.deadlocks)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("name", ALL)
def test_a_double_click_and_a_second_tab(name):
    """The same by the same person twice, from forms that were opened before both."""
    user = two_administrators()[0].user
    tally = tally_of(name, name, [Actor(user), Actor(user)], rounds=ROUNDS)
    assert (tally.faults, tally.deadlocks) == ([], 0)
