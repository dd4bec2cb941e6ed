"""No service reads an upload, makes sizes, sends a mail or renders a page while it holds locks."""

from functools import wraps

import pytest
from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse

from core.locking import lock_record
from core.transaction_locks import current_locks
from desk.models import OutgoingMail
from desk.tasks import outbox
from images import rendition_maker
from images.validation import Decoder
from tests.together.actors import FAILED
from tests.together.running import services
from tests.together.world import build, two_administrators

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SLOW = [
    (Decoder, "_ask"),
    (rendition_maker, "_make"),
    (outbox, "_deliver"),
    (SimpleTemplateResponse, "render"),
]


@pytest.fixture
def under_locks(monkeypatch):
    """The slow work that was done while rows were locked."""
    done = []

    def watch(work):
        @wraps(work)
        def watched(*args, **kwargs):
            if connection.in_atomic_block and current_locks().locks:
                done.append(work.__qualname__)
            return work(*args, **kwargs)

        return watched

    for owner, name in SLOW:
        monkeypatch.setattr(owner, name, watch(getattr(owner, name)))
    return done


@pytest.mark.parametrize("name", services)
def test_nothing_slow_is_done_under_a_lock(name, under_locks):
    actors = two_administrators()
    for target in services[name].targets:
        service = services[name](build(actors), actors[0], target)
        service.prepare()
        service.run()
        assert service.outcome.state != FAILED, service.outcome.words
    assert under_locks == []


def test_what_is_done_under_a_lock_is_noticed(under_locks):
    with transaction.atomic():
        lock_record(two_administrators()[0].user)
        outbox._deliver(OutgoingMail(kind="error", to="kari@example.org"))
    assert under_locks == ["_deliver"]
