"""Every service against every other and against itself, at the same instant on the same records."""

import os
import random

import pytest

from tests.together.running import deadlocks, faults_of_a_round, services
from tests.together.world import two_administrators

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ALL = list(services)


@pytest.mark.parametrize("first", ALL)
def test_a_service_together_with_each(first, record_property):
    actors, chance = two_administrators(), random.Random(first)
    faults = {}
    for second in ALL[ALL.index(first) :]:
        before, lost = deadlocks(), 0
        for number in range(ROUNDS):
            found = faults_of_a_round(first, second, actors, number=number, chance=chance)
            lost += bool(found)
            faults.setdefault(second, []).extend(found)
        in_circles = deadlocks() - before
        faults[second] += [f"{in_circles} deadlocks"] if in_circles else []
        record_property("pair", (first, second, lost, ROUNDS, in_circles))
    told = [f"{first} | {second}: {one}" for second, found in faults.items() for one in found]
    assert not told, "\n".join(told)
