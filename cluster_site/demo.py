"""`make demo`: the whole site with demo content on this machine, until Ctrl-C."""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from core.database_status import explain_unreachable_database
from core.localpg import LOCAL, LocalPostgresError, interrupt_on_termination, provide_database

CONTENT = LOCAL.parent / "demo"
ACCOUNTS = LOCAL / "demo-accounts"
CONTACT = {
    "press_name": "Tobias Rønnevåg",
    "press_email": "tobias@kaldkyst.example",
    "press_phone": "+47 00 00 00 00",
    "street": "Strandgata 1",
    "postcode": "9008",
    "city": "Tromsø",
    "country": "Norway",
    "profiles": "https://www.linkedin.com/company/kaldkyst-example",
}
UNCOMPRESSED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


class DemoError(Exception):
    """The demo can't continue; the message is one line for the terminal."""


def main():
    """Prepare the demo and serve it until it is interrupted."""
    try:
        with interrupt_on_termination(), open_port() as door:
            use_local_settings(port=door.getsockname()[1])
            with provide_database():
                django.setup()
                prepare_database()
                serve_site(door)
    except KeyboardInterrupt:
        print_line("Stopped.")
    except (DemoError, LocalPostgresError, CommandError) as error:
        sys.exit(str(error))


def print_line(line):
    """Print a line at once."""
    print(line, flush=True)


def open_port():
    """Open the port before the slow steps; early requests wait in its queue."""
    number = os.environ.get("PORT") or "8000"
    advice = "Choose another, as in: PORT=8123 make demo"
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", int(number)))
        door.listen(128)
    except (ValueError, OverflowError) as error:
        raise DemoError(f"PORT={number} is not a port number. {advice}") from error
    except OSError as error:
        raise DemoError(f"Port {number} cannot be had: {error.strerror}. {advice}") from error
    return door


def use_local_settings(*, port):
    """Set the environment for a local demo."""
    LOCAL.mkdir(exist_ok=True)
    defaults = {
        "DJANGO_SETTINGS_MODULE": "cluster_site.command_settings",
        "SECRET_KEY": stored_secret_key(),
        "DEBUG": "0",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "INSECURE_HTTP": "1",
        "SITE_ADDRESS": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "console://",
        "MEDIA_ROOT": str(LOCAL / "media"),
        "STATIC_ROOT": str(LOCAL / "static"),
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def stored_secret_key():
    """Return a secret key that stays the same across restarts, so that sessions survive."""
    path = LOCAL / "secret-key"
    if not path.exists():
        write_privately(path, secrets.token_urlsafe(50))
    return path.read_text()


def write_privately(path, text):
    """Write a file that only its owner can read."""
    unfinished = path.with_name(f"{path.name}-unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.rename(path)


def prepare_database():
    """Migrate the demo's database and load its content on the first run."""
    if reason := explain_unreachable_database():
        raise DemoError(reason)
    print_line("Bringing the database up to date ...")
    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    if not apps.get_model("accounts.User").objects.exists():
        print_line("Loading the demo content ...")
        call_command("import_content", str(CONTENT))
        apps.get_model("cluster_site.SiteSettings").objects.update(**CONTACT)
        make_accounts()
    connection.close()


def collect_static_files():
    """Collect static files if one has changed since the last run."""
    state = hashlib.sha256(f"{settings.STATIC_ROOT}\n".encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda file: file[0]):
            status = Path(storage.path(path)).stat()
            state.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    state_file = LOCAL / "static-state"
    collected = Path(settings.STATIC_ROOT).is_dir() and state_file.exists()
    if not (collected and state_file.read_text() == state.hexdigest()):
        print_line("Collecting the static files ...")
        # The names are those of the site's own storage, which compresses besides: for 13 seconds.
        storages = settings.STORAGES | {"staticfiles": {"BACKEND": UNCOMPRESSED}}
        with override_settings(STORAGES=storages):
            call_command("collectstatic", interactive=False, verbosity=0)
        state_file.write_text(state.hexdigest())


@transaction.atomic
def make_accounts():
    """Create an editor and an administrator; the passwords are written to disk first."""
    users = apps.get_model("accounts.User").objects
    groups = apps.get_model("auth.Group").objects
    editor, administrator = {"email": "editor@example.org"}, {"email": "admin@example.org"}
    for account in (editor, administrator):
        account["password"] = secrets.token_urlsafe(9)
    write_privately(
        ACCOUNTS,
        "Editor:         {email}   password {password}\n".format(**editor)
        + "Administrator:  {email}    password {password}\n".format(**administrator),
    )
    users.create_user(**editor, name="Edda Editor").groups.add(groups.get(name="editors"))
    users.create_superuser(**administrator, name="Adam Administrator")


def serve_site(door):
    """Serve the site on the open port until a signal arrives."""
    address = "http://{}:{}/".format(*door.getsockname())
    print_line(f"\nThe site:       {address}\nThe desk:       {address}admin/")
    if ACCOUNTS.exists():
        print_line(ACCOUNTS.read_text())
    print_line("Ctrl-C stops it.")
    command = [sys.executable, "-m", "gunicorn", "cluster_site.wsgi:application"]
    command += [f"--config={LOCAL.parent / 'gunicorn.conf.py'}", f"--bind=fd://{door.fileno()}"]
    command += ["--graceful-timeout=3", "--log-level=warning"]
    of_site = {**os.environ, "DJANGO_SETTINGS_MODULE": "cluster_site.settings"}
    server = subprocess.Popen(command, pass_fds=[door.fileno()], env=of_site)
    try:
        server.wait()
    finally:
        # A second Ctrl-C must not cut off the stopping and leave the database running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
    raise DemoError(f"The web server ended with status {server.returncode}; it says why above.")


if __name__ == "__main__":
    main()
