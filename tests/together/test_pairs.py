"""The pairs that used to fail almost each time, once each; test_matrix.py has all of them."""

import pytest

from tests.together.running import tally_of
from tests.together.world import two_administrators

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# what is done at the same instant, each to what
PAIRS = {
    "two related articles saved": (("form save", "related"), ("form save", "related")),
    "two related articles published": (
        ("publish", "related articles"),
        ("publish", "related articles"),
    ),
    "an article duplicated while a related one is published": (
        ("duplicate", ""),
        ("publish", "related articles"),
    ),
    "an account closed while an article of the leaver is saved": (
        ("account", "close"),
        ("form save", "article"),
    ),
    "a calendar address made and revoked": (("account", "feed"), ("account", "feed")),
    "two bulk publications": (("bulk", ""), ("bulk", "")),
    "a person erased and merged": (("erase", ""), ("merge", "person")),
    "a person erased while an article with the name is published": (
        ("erase", ""),
        ("publish", "one article"),
    ),
    "a member deleted while its form is saved": (
        ("trash", "unused_member"),
        ("form save", "unused_member"),
    ),
    "two invitations to one address": (("account", "invite"), ("account", "invite")),
    "one picture uploaded twice": (("upload", ""), ("upload", "")),
    "two pictures replaced by one file": (
        ("replace a picture", "one file"),
        ("replace a picture", "one file"),
    ),
    "two articles with the same new tags": (("form save", "new tags"), ("form save", "new tags")),
    "two quotes with the same first words": (
        ("form save", "new quote"),
        ("form save", "new quote"),
    ),
    "one account changed by two": (("account", "groups"), ("account", "groups")),
    "a member deleted while a package names it": (
        ("import package", ""),
        ("trash", "unused_member"),
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_together(pair):
    (first, first_target), (second, second_target) = PAIRS[pair]
    tally = tally_of(
        first, second, two_administrators(), rounds=1, targets=(first_target, second_target)
    )
    assert (tally.faults, tally.deadlocks) == ([], 0)
