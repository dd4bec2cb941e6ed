"""The settings and the database of a test run, set before anything reads them (see pyproject.toml).

pytest-xdist's workers inherit both, so the process that starts them does it for all.
"""

import atexit
import contextlib
import gc
import os
import sys
import tempfile
from pathlib import Path

import pytest

# what a checkout's own .env says is not for its tests
os.environ["PYTHON_DOTENV_DISABLED"] = "1"

from core.localpg import LocalPostgresError, provide_database
from tests.databases import begin_migrating

if "PYTEST_XDIST_WORKER" not in os.environ:
    until_exit = contextlib.ExitStack()
    atexit.register(until_exit.close)
    room = until_exit.enter_context(tempfile.TemporaryDirectory(prefix="cluster-tests-"))
    os.environ |= {
        "SECRET_KEY": "known to every reader, so good for tests alone",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "INSECURE_HTTP": "1",
        "SITE_ADDRESS": "http://testserver",
        "EMAIL_URL": "memory://",
        "CHECK_LINKS": "0",
        "DATABASE_POOL_SIZE": "0",
        # a busy machine may take long over anything; but a test that waits for itself ends
        "DATABASE_LOCK_TIMEOUT": "120",
        "DATABASE_STATEMENT_TIMEOUT": "0",
        "DATABASE_IDLE_TIMEOUT": "120",
        "MEDIA_ROOT": f"{room}/media",
        "STATIC_ROOT": f"{room}/static",
        "ERASURE_LOG": f"{room}/erasures.jsonl",
    }
    # compiled once for all processes of this run, and for the next one
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for folder in ("static", "media"):
        Path(room, folder).mkdir()
    try:
        until_exit.enter_context(provide_database())
    except LocalPostgresError as error:
        pytest.exit(str(error), returncode=1)
    if migrating := begin_migrating():
        until_exit.callback(migrating.wait)

# Most objects of a test live as long as the run or end with their last reference, so the collector
# of cycles finds little for a tenth of the run's time.
gc.set_threshold(100_000, 20, 20)


def pytest_collection_finish(session):
    """Leave out of each collection what lives as long as the run: modules and collected tests."""
    gc.collect()
    gc.freeze()
