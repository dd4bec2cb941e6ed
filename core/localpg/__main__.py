"""`python -m core.localpg run COMMAND...` runs a command with DATABASE_URL set."""

import signal
import subprocess
import sys

from core.localpg import LocalPostgresError, provide_database


def run(command: list[str]) -> int:
    """Run ``command`` with DATABASE_URL set and return its exit code."""
    with provide_database():
        child = subprocess.Popen(command)
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # Ctrl-C reaches the command too, and is for it to answer
        try:
            return child.wait()
        finally:
            child.terminate()


if sys.argv[1:2] != ["run"] or not sys.argv[2:]:
    sys.exit("usage: python -m core.localpg run COMMAND...")
try:
    sys.exit(run(sys.argv[2:]))
except LocalPostgresError as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit(130)
