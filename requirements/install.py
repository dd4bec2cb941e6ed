"""Makes `.venv` what a lock says: `python3 requirements/install.py local` or `tests`.

A copy of each installed lock is kept in `.venv`. Where it equals the lock nothing is done and no
network is needed; where it differs `.venv` is made anew, so that nothing stays in it that a lock no
longer names.
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

# Starts under any Python 3.11, so it uses nothing but the standard library.
PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin/python"


def lock_of(name):
    return PROJECT / f"requirements/{name}.txt"


def is_installed(name):
    kept = VENV / f"{name}.txt"
    return kept.exists() and kept.read_bytes() == lock_of(name).read_bytes() and works()


def works():
    """Whether its Python still is what it was: an upgrade of the system can take it away."""
    return (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import django"], capture_output=True).returncode == 0
    )


def install(name):
    if is_installed(name) or (name == "local" and is_installed("tests")):
        return
    # The tests' needs are added to those of the demo, which may be running.
    if not is_installed("local") or (VENV / "tests.txt").exists():
        print("Making .venv ...", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    print(f"Installing requirements/{name}.txt into .venv ...", flush=True)
    options = ["-qq", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    subprocess.run([PYTHON, "-m", "pip", "install", *options, "-r", lock_of(name)], check=True)
    shutil.copy(lock_of(name), VENV)


if __name__ == "__main__":
    if is_installed(sys.argv[1]):
        sys.exit()
    (PROJECT / ".local").mkdir(exist_ok=True)
    # `make demo` and `make test` may begin together.
    with open(PROJECT / ".local/install.lock", "ab") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        try:
            install(sys.argv[1])
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(f"Cannot make .venv: {error}")
        except KeyboardInterrupt:
            sys.exit(130)
