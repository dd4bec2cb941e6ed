"""What all tests share."""

import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis.database import DirectoryBasedExampleDatabase

from desk.tasks import outbox
from tests import databases, factories
from tests.together import table

# Other examples in each run, on CI too, where hypothesis would choose the same ones for ever. One
# that fails is printed with the line that repeats it, and is the first that the next run tries.
hypothesis.settings.register_profile(
    "quick",
    max_examples=40,
    derandomize=False,
    print_blob=True,
    database=DirectoryBasedExampleDatabase(databases.PROJECT / ".hypothesis/examples"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis.settings.register_profile(
    "thorough", hypothesis.settings.get_profile("quick"), max_examples=100
)
hypothesis.settings.load_profile("quick")


def pytest_collection_modifyitems(items):
    """Mark properties, and give browsers a second chance: a busy machine may exceed any wait."""
    for item in items:
        if getattr(item.obj, "is_hypothesis_test", False):
            item.add_marker("property")
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter):
    """The matrix of what was done at the same instant, from whichever worker it came."""
    reports = [
        report for group in ("passed", "failed") for report in terminalreporter.getreports(group)
    ]
    if pairs := table.pairs_of(reports):
        terminalreporter.section("services together")
        terminalreporter.write("\n".join([*table.lines_of(pairs), ""]))


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(django_test_environment):
    with override_settings(
        # what is locked out of order would be a rare deadlock: here it fails each time
        CHECK_LOCK_ORDER=True,
        # nobody has collected the static files of a fresh clone
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        # a slow hash keeps passwords safe; for each person of a test it takes a third of a second
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # what a test rolls back stays in this file
        ERASURE_LOG=f"{settings.ERASURE_LOG}.{os.getpid()}",
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    database = connection.settings_dict
    # what a test stores need not outlive a power cut
    database["OPTIONS"]["options"] += " -c synchronous_commit=off"
    with django_db_blocker.unblock():
        database["TEST"]["TEMPLATE"] = databases.migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        restorable = databases.remember_first_rows()
    with pytest.MonkeyPatch.context() as patch:
        if restorable:
            patch.setattr(TransactionTestCase, "_fixture_teardown", databases.restore_first_rows)
        yield


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """The database for records that are made once for all tests of a module.

    It is one transaction, taken back at the module's end, so no test of the module may commit.
    """
    whole = transaction.atomic()
    whole._from_testcase = True  # what the code under test begins in it is a transaction of its own
    with django_db_blocker.unblock(), whole:
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def mail_at_once(monkeypatch):
    """The thread that sends mails sees nothing of a test's transaction."""
    monkeypatch.setattr(outbox.OutboxThread, "wake", lambda sender: outbox.deliver_due_mail())


@pytest.fixture(autouse=True)
def no_erasure_log():
    """Each test begins without erasures."""
    Path(settings.ERASURE_LOG).unlink(missing_ok=True)


@pytest.fixture
def editor(db):
    return factories.UserFactory(group="editors")


@pytest.fixture
def writer(db):
    return factories.UserFactory(group="writers")
