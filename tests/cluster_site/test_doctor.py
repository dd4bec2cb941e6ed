"""What stops is said: by the desk's front page to administrators, by manage.py doctor with what to do."""

import errno
import os
import re
import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.functions import Now

from cluster_site.backup import programs
from cluster_site.backup.manifest import BackupError
from cluster_site.backup.nightly import NIGHTLY
from cluster_site.doctor import certificate, checks, watch
from cluster_site.doctor.certificate import (
    CertificateInvalid,
    check_certificate,
    watch_certificate,
)
from desk.models import Activity, OutgoingMail, TaskRun
from desk.tasks import scheduled_tasks
from desk.tasks.scheduled_tasks import ScheduledTask, TaskFailed
from desk.tasks.task_runs import RUN_DUE
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PROJECT = Path(__file__).resolve().parents[2]


def ago(**how):
    return datetime.now(UTC) - timedelta(**how)


def ran(name=RUN_DUE, **how):
    TaskRun.objects.update_or_create(name=name, defaults={"at": ago(**how)})


def rows(client, group="administrators"):
    client.force_login(UserFactory(group=group))
    panels = client.get("/admin/").context["panels"]
    (panel,) = (panel for panel in panels if panel.title == "Needs attention")
    return {row.title: row.words for row in panel.rows}


def findings(check):
    return " ".join(f"{finding.problem} {finding.remedy}" for finding in check())


@pytest.mark.parametrize(("minutes", "late"), [(59, False), (61, True)])
def test_scheduled_tasks_are_late_after_an_hour(client, minutes, late):
    ran(minutes=minutes)
    assert ("Scheduled tasks (run_due) have stopped" in rows(client)) == late
    assert ("run_due ended last on" in findings(checks.check_run_due)) == late


def test_a_site_that_never_ran_them_is_told_after_an_hour(client, monkeypatch):
    monkeypatch.setattr(watch, "LATE", timedelta(days=-1))
    assert rows(client)["Scheduled tasks (run_due) have stopped"] == "never yet"
    assert "run_due never ran" in findings(checks.check_run_due)


@pytest.mark.parametrize(("hours", "late"), [(25, False), (27, True)])
def test_a_backup_is_missed_after_26_hours(client, settings, tmp_path, hours, late):
    settings.BACKUP_DIR = str(tmp_path)
    ran(NIGHTLY, hours=hours)
    assert ("No backup was made for a day" in rows(client)) == late
    assert ("The last backup is of" in findings(checks.check_backups)) == late


def test_editors_are_not_told_of_the_machine(client):
    ran(hours=30)
    assert "Scheduled tasks (run_due) have stopped" not in rows(client, "editors")


def test_a_media_folder_that_takes_no_files_is_told_with_its_reason(client, settings, tmp_path):
    ran()
    settings.MEDIA_ROOT = str(tmp_path / "missing")
    reason = f"{tmp_path}/missing: it does not exist"
    assert rows(client)["Pictures and files can’t be stored"] == reason
    assert reason in findings(checks.check_media)


def test_a_disk_that_is_almost_full_is_told(client, monkeypatch):
    ran()
    monkeypatch.setattr(watch, "LEAST_FREE", 1 << 60)
    assert "MB are free" in rows(client)["The disk is almost full"]
    assert "MB are free for MEDIA_ROOT" in findings(checks.check_media)


def test_a_clock_that_was_put_back_is_told(client):
    ran()
    Activity.objects.create(action="published", at=Now() + timedelta(hours=2))
    assert "The database’s clock was put back" in rows(client)
    assert "the clock was put back" in findings(checks.check_clock)


def test_clocks_that_differ_are_told(monkeypatch):
    assert findings(checks.check_clock) == ""
    monkeypatch.setattr(checks.time, "time", lambda: 0)
    assert "The clocks of this machine and of the database differ" in findings(checks.check_clock)


class Presented:
    """A TLS connection whose other side presented a certificate."""

    def __init__(self, days):
        self.end = datetime.now(UTC) + timedelta(days=days)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def getpeercert(self):
        return {"notAfter": f"{self.end:%b %d %H:%M:%S %Y} GMT"}


def present(monkeypatch, days):
    monkeypatch.setattr(certificate, "_connect", lambda host, port: Presented(days))


def test_a_certificate_that_ends_soon_or_is_refused_is_told(monkeypatch, settings):
    settings.SITE_ADDRESS, settings.CHECK_LINKS = "https://www.example.org", True
    present(monkeypatch, 15)
    assert findings(checks.check_certificates) == ""
    watch_certificate(dry_run=False, say=print)
    present(monkeypatch, 13)
    assert "www.example.org ends on" in findings(checks.check_certificates)
    with pytest.raises(TaskFailed, match="renew it"):
        watch_certificate(dry_run=False, say=print)

    def refuse(host, port):
        error = ssl.SSLCertVerificationError()
        error.verify_message = "certificate has expired"
        raise error

    monkeypatch.setattr(certificate, "_connect", refuse)
    with pytest.raises(CertificateInvalid, match="certificate has expired"):
        check_certificate(settings.SITE_ADDRESS)


@pytest.fixture
def expired(tmp_path, monkeypatch):
    """The address of a server with a certificate that ended yesterday, of an authority that is trusted here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(ago(days=91))
        .not_valid_after(ago(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both = tmp_path / "certificate.pem"
    both.write_bytes(signed.public_bytes(Encoding.PEM) + key.private_bytes(*plain))
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            with suppress(OSError):  # the client hangs up, and at last the door is closed
                while True:
                    client, _address = door.accept()
                    with suppress(OSError), client:
                        context.wrap_socket(client, server_side=True)

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://localhost:{door.getsockname()[1]}"


def test_an_expired_certificate_is_told_by_doctor_and_by_the_front_page(
    expired, client, settings, monkeypatch
):
    settings.SITE_ADDRESS, settings.CHECK_LINKS = expired, True
    words = "Browsers refuse the certificate of localhost: certificate has expired."
    assert words in findings(checks.check_certificates)
    task = ScheduledTask("certificate", watch_certificate)
    monkeypatch.setattr(scheduled_tasks, "_tasks", [task])
    with pytest.raises(CommandError, match="failed: certificate"):
        call_command("run_due", stdout=StringIO())
    assert rows(client)["The scheduled task “certificate” fails"] == words


def test_a_site_that_does_not_reach_itself_is_no_failure_of_the_task(monkeypatch, settings):
    settings.SITE_ADDRESS, settings.CHECK_LINKS = "https://www.example.org", True

    def refuse(host, port):
        raise OSError(111, "Connection refused")

    monkeypatch.setattr(certificate, "_connect", refuse)
    watch_certificate(dry_run=False, say=print)
    assert "does not answer from here" in findings(checks.check_certificates)


def test_a_pg_dump_older_than_the_server_is_named_before_a_backup_fails(monkeypatch, tmp_path):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.2'\n")
    program.chmod(0o755)
    monkeypatch.setattr(programs, "find_program", lambda name: program)
    words = findings(checks.check_backups)
    assert "is of PostgreSQL 14 and cannot read a server of" in words
    assert f"postgresql-client-{connection.pg_version // 10_000}" in words


def test_each_fault_is_told_with_what_to_do(settings, monkeypatch, tmp_path):
    settings.SITE_ADDRESS, settings.BACKUP_DIR = "", ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    monkeypatch.setattr(checks, "EXTENSIONS", ("no_such_extension",))
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 999)
    OutgoingMail.objects.create(to="a@example.org", error="refused", next_try_at=None)

    def missing():
        raise BackupError("pg_dump was not found.")

    monkeypatch.setattr(checks, "find_dump_program", missing)
    answer = StringIO()
    with pytest.raises(CommandError, match="to see to"):
        call_command("doctor", stdout=answer)
    for words in (
        "SITE_ADDRESS is not set",
        "is too old",
        "There is no administrator",
        "CREATE EXTENSION no_such_extension",
        "Set EMAIL_URL",
        "1 e-mails could not be sent",
        "apt install postgresql-client",
        "Set BACKUP_DIR",
    ):
        assert words in answer.getvalue()


def test_a_mail_server_that_does_not_answer_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "The mail server does not answer" in findings(checks.check_mail)


def test_an_erasure_log_that_was_lost_is_told():
    Activity.objects.create(action="erased-person", details={"erasure": "a"})
    assert "1 erasures are not in" in findings(checks.check_backups)


def test_without_a_database_that_alone_is_said(monkeypatch):
    monkeypatch.setattr(checks, "explain_unreachable_database", lambda: "It does not answer")
    answer = StringIO()
    with pytest.raises(CommandError, match="1 to see to"):
        call_command("doctor", stdout=answer)
    assert answer.getvalue().startswith("Database: to do\n  It does not answer\n")


def test_the_page_of_the_operator_has_the_topics_of_the_doctor_in_its_order():
    page = (PROJECT / "docs/operations.md").read_text()
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert [heading for heading in headings if heading in checks.CHECKS] == list(checks.CHECKS)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the disk is mounted read-only"),
        (errno.EACCES, "the account that runs the site has no right to it"),
    ],
)
def test_why_a_media_folder_takes_no_files_is_told_by_doctor_and_by_the_front_page(
    client, settings, monkeypatch, number, reason
):
    def refuse(dir):
        raise OSError(number, os.strerror(number))

    ran()
    monkeypatch.setattr(watch, "tempfile", SimpleNamespace(TemporaryFile=refuse))
    words = f"{settings.MEDIA_ROOT}: {reason}"
    assert rows(client)["Pictures and files can’t be stored"] == words
    assert words in findings(checks.check_media)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://www.example.org", ""),
        ("http://www.example.org", "Set it to https://www.example.org"),
        ("https://www.exampel.org", "names www.exampel.org, which is not in ALLOWED_HOSTS"),
    ],
)
def test_a_wrong_site_address_is_told(monkeypatch, settings, address, words):
    monkeypatch.setattr(checks.checks, "run_checks", lambda **how: [])
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = address, ["www.example.org"]
    settings.INSECURE_HTTP = False
    assert words in findings(checks.check_settings)
    assert bool(words) == bool(findings(checks.check_settings))


def test_a_check_that_fails_stops_no_other(monkeypatch):
    def fail():
        yield checks.Finding("One.", "Mend it.")
        raise RuntimeError('relation "desk_taskrun" does not exist\nLINE 1: SELECT')

    monkeypatch.setattr(checks, "CHECKS", {"Mail": fail, "Clock": lambda: iter([])})
    (mail, clock) = checks.examine()
    assert [finding.problem for finding in mail[1]] == [
        "One.",
        'This could not be checked: RuntimeError: relation "desk_taskrun" does not exist',
    ]
    assert clock == ("Clock", [])
