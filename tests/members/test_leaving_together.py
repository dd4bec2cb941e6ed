"""Two editors who end a membership, or decide, at the same second."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import Q
from django.utils import timezone

from members.leaving.decisions import recheck_departure, record_decisions
from members.leaving.ending import EndMembershipError, end_membership
from members.models import Departure
from tests.desk.test_trash_together import together
from tests.factories import MemberFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def editors():
    return [UserFactory(group="editors", name=name) for name in ("Edda", "Odd")]


def test_one_ends_it_and_the_other_is_told_by_whom(editors):
    member = MemberFactory()
    raised = together(
        *(
            partial(
                end_membership,
                member=member,
                last_day=YESTERDAY - timedelta(days=number),
                at_once=True,
                by=editor,
            )
            for number, editor in enumerate(editors)
        )
    )
    refusals = [error for error in raised if error]
    assert [type(error) for error in refusals] == [EndMembershipError]
    departure = Departure.objects.get()
    winner = editors[raised.index(None)]
    assert departure.ended_by == winner
    assert departure.last_day == YESTERDAY - timedelta(days=raised.index(None))
    assert refusals[0].message.startswith(f"{winner.name} ended this membership already")


def test_each_place_is_decided_once(editors):
    member = MemberFactory()
    PersonFactory.create_batch(5, affiliation=member)
    departure = end_membership(member=member, last_day=YESTERDAY, at_once=True, by=editors[0])
    calls = [
        partial(
            record_decisions, departure=departure, asked=Q(), outcome=outcome, note="Why", by=editor
        )
        for outcome, editor in zip(("done", "left"), editors, strict=True)
    ]
    assert together(*calls) == [None, None]
    decided = set(departure.decisions.values_list("outcome", "decided_by"))
    assert decided in ({("done", editors[0].pk)}, {("left", editors[1].pk)})


def test_two_who_open_the_page_make_each_row_once(editors):
    member = MemberFactory()
    departure = end_membership(member=member, last_day=YESTERDAY, at_once=True, by=editors[0])
    PersonFactory.create_batch(20, affiliation=member)
    assert together(
        partial(recheck_departure, departure), partial(recheck_departure, departure)
    ) == [None, None]
    assert departure.decisions.count() == 20
