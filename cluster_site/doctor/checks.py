"""The checks of ``manage.py doctor``, in the order of docs/operations.md."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks, mail
from django.db import Error, connection, connections
from django.http.request import validate_host
from django.utils.timezone import localtime

from cluster_site.backup.manifest import BackupError
from cluster_site.backup.programs import find_dump_program
from cluster_site.doctor.certificate import CertificateInvalid, check_certificate
from cluster_site.doctor.watch import (
    Watch,
    explain_unwritable_bucket,
    explain_unwritable_media,
    low_disk_space,
)
from cluster_site.health import find_missing_migrations, find_missing_static_files
from core.database_status import explain_unreachable_database
from core.replica import REPLICA
from desk.models import OutgoingMail
from desk.privacy.erasure_log import (
    ErasureLogError,
    create_log,
    log_path,
    pending_erasures,
    read_log,
    recorded_ids,
)

OLDEST_POSTGRESQL = 15
EXTENSIONS = ("btree_gist", "pg_trgm")
_CLOCK_TOLERANCE = 2  # seconds


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and what to do about it."""

    problem: str
    remedy: str


Findings = Iterator[Finding]


def check_settings() -> Findings:
    """Django's own checks for production, and what only this site knows."""
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield Finding(str(message.msg), str(message.hint or "See .env.example."))
    address = urlsplit(settings.SITE_ADDRESS)
    if not settings.SITE_ADDRESS:
        yield Finding(
            "SITE_ADDRESS is not set.", "Set it: links in e-mails and feeds begin with it."
        )
    elif not validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        yield Finding(
            f"SITE_ADDRESS names {address.hostname}, which is not in ALLOWED_HOSTS.",
            "Mend one of the two: links in e-mails and feeds lead to a host that the site refuses.",
        )
    elif address.scheme != "https" and not settings.INSECURE_HTTP:
        yield Finding(
            f"SITE_ADDRESS is {settings.SITE_ADDRESS}, without HTTPS.",
            f"Set it to https://{address.netloc}: links in e-mails and feeds begin with it.",
        )


def check_database() -> Findings:
    """The server's version, its encoding, the migrations, the first administrator."""
    version = connection.pg_version // 10_000
    if version < OLDEST_POSTGRESQL:
        yield Finding(
            f"PostgreSQL {version} is too old.",
            f"Upgrade the server to {OLDEST_POSTGRESQL} or newer.",
        )
    if (encoding := _query("SHOW server_encoding")) != "UTF8":
        yield Finding(
            f"The database's encoding is {encoding}.",
            "Create it with: createdb --encoding=UTF8 --template=template0",
        )
    if find_missing_migrations():
        yield Finding("Migrations are not applied.", "Run: manage.py migrate")
    elif not get_user_model().objects.filter(is_active=True, is_superuser=True).exists():
        yield Finding("There is no administrator.", "Run: manage.py createsuperuser")
    yield from _check_replica()


def _check_replica() -> Findings:
    """Whether the replica answers, if there is one, and follows."""
    if REPLICA not in settings.DATABASES:
        return
    remedy = "Start it, mend DATABASE_REPLICA_URL, or leave that empty."
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            follows = cursor.fetchone()[0]
    except Error:
        yield Finding("The database of DATABASE_REPLICA_URL does not answer.", remedy)
        return
    if not follows:
        yield Finding("The database of DATABASE_REPLICA_URL is not a streaming replica.", remedy)


def check_extensions() -> Findings:
    """PostgreSQL's extensions that the site uses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        installed = {name for (name,) in cursor.fetchall()}
    for name in EXTENSIONS:
        if name not in installed:
            yield Finding(
                f"The extension {name} is missing.",
                f"As the owner of the database: CREATE EXTENSION {name} (Debian: postgresql-contrib)",
            )


def check_media() -> Findings:
    """Whether files can be stored and the static ones are collected."""
    if reason := explain_unwritable_media():
        yield Finding(
            f"MEDIA_ROOT can't be written to: {reason}.",
            "Make room or the folder, give it to the account that runs the site, or mount it for "
            "writing.",
        )
    if reason := explain_unwritable_bucket():
        yield Finding(f"MEDIA_S3_BUCKET can't be written to: {reason}.", "Mend MEDIA_S3_….")
    free = low_disk_space(settings.MEDIA_ROOT)
    if free is not None:
        yield Finding(f"Only {free} MB are free for MEDIA_ROOT.", "Make room, or enlarge the disk.")
    if find_missing_static_files():
        yield Finding(
            "The static files are not collected.", "Run: manage.py collectstatic --noinput"
        )


def check_mail() -> Findings:
    """Whether the mail server takes a connection, and no mail has failed."""
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend")):
        yield Finding("No e-mail is sent.", "Set EMAIL_URL to your mail server.")
    else:
        try:
            with mail.get_connection():
                pass
        except OSError as error:
            yield Finding(
                f"The mail server does not answer: {error}.", "Look at EMAIL_URL and the network."
            )
    if number := OutgoingMail.objects.failing().count():
        yield Finding(
            f"{number} e-mails could not be sent.", "See Desk → Outgoing e-mails for the reasons."
        )


def check_certificates() -> Findings:
    """Whether browsers accept the certificate of SITE_ADDRESS, for two weeks more."""
    try:
        check_certificate(settings.SITE_ADDRESS)
    except CertificateInvalid as error:
        yield Finding(str(error), "Renew it, and reload the proxy that serves it.")
    except OSError as error:
        yield Finding(
            f"{settings.SITE_ADDRESS} does not answer from here: {error.strerror or error}.",
            "Look at the proxy and the DNS; if the server may not reach itself, check from outside.",
        )


def check_backups() -> Findings:
    """The nightly backups, their way elsewhere, and the log of erased persons."""
    try:
        find_dump_program()
    except BackupError as error:
        yield Finding(str(error), "Debian: apt install postgresql-client, of the server's version.")
    if not settings.BACKUP_DIR:
        yield Finding("No backups are made.", "Set BACKUP_DIR; run_due makes one each night.")
    else:
        watch = Watch()
        if watch.is_backup_late():
            at = watch.last_backup()
            last = f"The last backup is of {localtime(at):%d %B %H:%M}." if at else "There is none."
            yield Finding(last, "Run: manage.py run_due, and read what it says.")
        free = low_disk_space(settings.BACKUP_DIR)
        if free is not None:
            yield Finding(f"Only {free} MB are free in BACKUP_DIR.", "Make room there.")
        if not settings.BACKUP_COPY_COMMAND:
            yield Finding(
                "The backups stay on this machine.",
                "Set BACKUP_COPY_COMMAND, or have another machine fetch BACKUP_DIR each day.",
            )
    yield from _check_erasures()


def _check_erasures() -> Findings:
    try:
        create_log()
        pending, logged = pending_erasures(), {erasure.id for erasure in read_log()}
    except ErasureLogError as error:
        yield Finding(str(error), "Nobody can be erased until it can be: see ERASURE_LOG.")
        return
    if pending:
        yield Finding(
            f"{len(pending)} erasures of persons are not in this database.",
            "Run: manage.py replay_erasures",
        )
    if lost := set(recorded_ids()) - logged:
        yield Finding(
            f"{len(lost)} erasures are not in {log_path()}.",
            "Bring the log back from the copy elsewhere: a restore needs it.",
        )


def check_run_due() -> Findings:
    """Whether the timer runs, and every task succeeds."""
    watch = Watch()
    if watch.last_run() is None or watch.is_run_due_late():
        at = watch.last_run()
        last = f"run_due ended last on {localtime(at):%d %B %H:%M}." if at else "run_due never ran."
        yield Finding(last, "Start its timer: systemctl enable --now cluster-site-due.timer")
    for run in watch.failed_tasks():
        yield Finding(f"The task {run.name} failed: {run.error}", "The log says more.")


def check_clock() -> Findings:
    """Whether the clocks of this machine and of the database agree, and none was put back."""
    watch = Watch()
    difference = abs(watch.now.timestamp() - time.time())
    if difference > _CLOCK_TOLERANCE:
        yield Finding(
            f"The clocks of this machine and of the database differ by {difference:.0f} seconds.",
            "Run chrony or systemd-timesyncd on both.",
        )
    if future := watch.latest_future_time():
        yield Finding(
            f"Something was recorded on {localtime(future):%d %B %Y %H:%M}: the clock was put back.",
            "Set the database server's clock right before anything is published.",
        )


# topic and check, in the order of docs/operations.md
CHECKS: dict[str, Callable[[], Findings]] = {
    "Settings": check_settings,
    "Database": check_database,
    "Extensions": check_extensions,
    "Media": check_media,
    "Mail": check_mail,
    "Certificates": check_certificates,
    "Backups": check_backups,
    "Scheduled tasks": check_run_due,
    "Clock": check_clock,
}


def examine() -> Iterator[tuple[str, list[Finding]]]:
    """Yield each topic with what is wrong; without a database only that is said."""
    if reason := explain_unreachable_database():
        yield "Database", [Finding(reason, "Start it, and look at DATABASE_URL.")]
        return
    for topic, check in CHECKS.items():
        yield topic, _results(check)


def _results(check: Callable[[], Findings]) -> list[Finding]:
    """Return what a check found; one that fails, as most do without tables, stops no other."""
    findings: list[Finding] = []
    try:
        findings.extend(check())
    except Exception as error:  # noqa: BLE001 - the other checks are still of use
        reason = str(error).partition("\n")[0]
        findings.append(
            Finding(
                f"This could not be checked: {type(error).__name__}: {reason}",
                "Mend what else is named, then run doctor again.",
            )
        )
    return findings


def _query(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
