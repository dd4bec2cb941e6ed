"""Five hundred invitations, sent by a process that is killed half way and started again."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from desk.models import OutgoingMail
from relations.invitations import Recipient, invite
from relations.models import QuestionSet
from tests.databases import PROJECT
from tests.factories import CategoryFactory, MemberFactory, UserFactory
from tests.postgres_server import django_on, own_server
from tests.relations.smtp_server import mail_server

pytestmark = pytest.mark.slow
NUMBER = 500


def run_due(postgres, server):
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_due"],
        cwd=PROJECT,
        env={
            **os.environ,
            "DATABASE_URL": postgres.url,
            "EMAIL_URL": server.url,
            "SITE_ADDRESS": "https://kelp.example",
        },
        stdout=subprocess.DEVNULL,
    )


def invite_all(number):
    editor, category = UserFactory(is_superuser=True), CategoryFactory()
    members = [
        MemberFactory(category=category, contact_email=f"member-{n}@kelp.example")
        for n in range(number)
    ]
    begun = time.monotonic()
    invite(
        [Recipient(member, "", member.contact_email) for member in members],
        question_set=QuestionSet.objects.first(),
        language="en",
        due_on=timezone.localdate() + timedelta(days=14),
        by=editor,
    )
    return time.monotonic() - begun


@pytest.fixture
def postgres(monkeypatch, django_db_blocker):
    # the thread of this process sends nothing: another process does
    monkeypatch.setattr("desk.tasks.outbox.OutboxThread.wake", lambda sender: None)
    with django_db_blocker.unblock(), own_server() as postgres, django_on(postgres):
        postgres.migrate()
        yield postgres
        connection.close()


def send_with_a_kill(postgres, server, hook, at):
    """Send until mail number ``at`` is at the ``hook`` of the server, kill the process, and send the rest."""
    process = run_due(postgres, server)

    def kill(number):
        if number == at and process.poll() is None:
            process.kill()
            process.wait()

    setattr(server, hook, kill)
    assert process.wait(300) == -9
    # what was being sent is another process's after five minutes
    OutgoingMail.objects.filter(sent_at=None).update(next_try_at=timezone.now())
    assert run_due(postgres, server).wait(300) == 0
    assert not OutgoingMail.objects.filter(sent_at=None).exists()


def test_killed_half_way_and_started_again_each_gets_exactly_one(postgres):
    made = invite_all(NUMBER)
    begun = time.monotonic()
    with mail_server() as server:
        send_with_a_kill(postgres, server, "before", NUMBER // 2)
        recipients = Counter(message["to"] for message in server.messages)
    print(f"made in {made:.1f} s, sent in {time.monotonic() - begun:.1f} s")
    assert len(recipients) == NUMBER
    assert set(recipients.values()) == {1}


def test_killed_before_it_heard_that_one_was_taken_the_copy_has_the_same_id(postgres):
    """Nobody can know then whether it was; by its id a mail program drops the second."""
    invite_all(3)
    with mail_server() as server:
        send_with_a_kill(postgres, server, "after", 1)
        ids = Counter(message["message-id"] for message in server.messages)
    assert sorted(ids.values()) == [1, 1, 2]
