"""The outbox: mails wait in a table and are sent after the commit, outside the request.

A thread of the process that wrote a mail sends it at once; ``run_due`` tries failed ones again, at
growing intervals. If a process is killed while sending, the next one sends the mail.
"""

import logging
import smtplib
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.locking import lock_next_row
from core.logs import describe_exception, mask_addresses
from core.moment import read_database_clock
from desk.models import OutgoingMail
from desk.tasks.scheduled_tasks import Say, register_scheduled_task

logger = logging.getLogger(__name__)

# after so many minutes it is tried again; after the last of them no more
RETRIES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]
# nobody else sends a mail that is being sent for so long
TAKEN_FOR = timedelta(minutes=5)
TEXT_KEPT_FOR, ROW_KEPT_FOR = timedelta(days=7), timedelta(days=90)
# about one failure, and about all of them
ERRORS_ALIKE, MOST_ERRORS, WITHIN = 1, 20, timedelta(hours=1)
# The server took part in these: they are about one mail, and the next may be sent.
_ABOUT_ONE_MAIL = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)

Writer = Callable[[OutgoingMail], dict | None]
_writers: dict[str, Writer] = {}


def register_mail_writer(kind: str):
    """Register a function that writes mails of ``kind`` when they are sent, not before.

    It returns what :func:`desk.tasks.mail.render_mail` does, or None if there is no recipient. So a
    secret link is in no table, and asking for the mail takes equally long for every address. Raises
    ValueError if another function writes mails of that kind.
    """

    def register(writer: Writer) -> Writer:
        if kind in _writers:
            raise ValueError(
                f"{_writers[kind].__qualname__} writes mails of the kind {kind!r} already."
            )
        _writers[kind] = writer
        return writer

    return register


def list_mail_writers() -> list[Writer]:
    """Return the registered writers of mails."""
    return list(_writers.values())


def queue_mail(mail: OutgoingMail) -> None:
    """Store ``mail`` and send it once the transaction is committed."""
    mail.save()
    transaction.on_commit(lambda: sender.wake())


def queue_mails(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """Store many ``mails`` at once, in their order, and send them once the transaction is committed."""
    stored = OutgoingMail.objects.bulk_create(mails)
    transaction.on_commit(lambda: sender.wake())
    return stored


def queue_error_mail(address: str, subject: str, text: str) -> None:
    """Store a mail about a failure, unless many were written within the last hour."""
    with transaction.atomic():
        lately = OutgoingMail.objects.filter(
            kind="error", to=address, created_at__gt=read_database_clock() - WITHIN
        )
        alike = lately.filter(subject=subject)
        if lately.count() < MOST_ERRORS and alike.count() < ERRORS_ALIKE:
            queue_mail(OutgoingMail(kind="error", to=address, subject=subject, text=text))


def filter_resendable(mails):
    """Return those of ``mails`` that failed and still have a text, or get one when they are sent."""
    return mails.failing().filter(~Q(text="") | Q(kind__in=_writers))


def resend_mails(mails) -> int:
    """Try the failed ones of ``mails`` again, from the start; return their number."""
    number = filter_resendable(mails).update(next_try_at=read_database_clock(), tries=0, error="")
    transaction.on_commit(lambda: sender.wake())
    return number


def deliver_due_mail() -> None:
    """Send every mail that is due, the longest due first, until the mail server can't be reached."""
    while (mail := _take()) and _deliver(mail):
        pass


def _take() -> OutgoingMail | None:
    """Claim the next mail that is due, so that no other process sends it."""
    with transaction.atomic():
        now = read_database_clock()
        due = OutgoingMail.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")
        mail = lock_next_row(due)
        if mail is not None:
            mail.tries += 1
            mail.next_try_at = now + TAKEN_FOR
            # while it is being sent, nobody has it sent again
            mail.error = ""
            mail.save(update_fields=["tries", "next_try_at", "error"])
    return mail


def _deliver(mail: OutgoingMail) -> bool:
    """Send one mail and store the result; return False if the server can't take other mails either."""
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        if mail.kind in _writers and not _write(mail):
            row.delete()
            return True
        _message(mail).send()
    except Exception as error:  # noqa: BLE001 - one faulty mail must not stop the others
        logger.warning(
            "a mail of the kind %s is not sent: %s", mail.kind, describe_exception(error)
        )
        again = RETRIES[mail.tries - 1 :][:1]
        # unless somebody has it sent again meanwhile
        row.filter(tries=mail.tries).update(
            error=_reason(error),
            next_try_at=read_database_clock() + again[0] if again else None,
        )
        return isinstance(error, _ABOUT_ONE_MAIL) or not isinstance(error, OSError)
    row.update(
        sent_at=read_database_clock(),
        user=mail.user,
        subject=mail.subject,
        text="",
        html="",
        reply_to="",
        next_try_at=None,
        error="",
    )
    return True


def _reason(error: Exception) -> str:
    """Return why a mail was not sent, in the mail server's words if it gave any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = smtplib.SMTPResponseException(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        words = words.decode(errors="replace") if isinstance(words, bytes) else words
        words = f"{error.smtp_code} {words}"
    else:
        words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return mask_addresses(" ".join(words.split()))[:500]


def _write(mail: OutgoingMail) -> bool:
    words = _writers[mail.kind](mail)
    for name, value in (words or {}).items():
        setattr(mail, name, value)
    return words is not None


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    answers_to = [mail.reply_to] if mail.reply_to else None
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        reply_to=answers_to,
        headers={"Message-ID": _message_id(mail)},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _message_id(mail: OutgoingMail) -> str:
    """Return the same id at each try, by which mail programs drop the second copy of what was sent twice."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<outbox-{mail.pk}-{mail.created_at.timestamp():.0f}@{host}>"


class OutboxThread:
    """The thread that empties the outbox: started by the first mail, ended when none is due."""

    PAUSE = 0.3  # seconds: the answer to the request goes out first

    def __init__(self):
        self._lock = threading.Lock()
        self._woken = self._running = False

    def wake(self) -> None:
        """Send what is due in the background."""
        with self._lock:
            self._woken = True
            if not self._running:
                self._running = True
                # the end of the process does not wait for it: the outbox is safe
                threading.Thread(target=self._run, name="outbox", daemon=True).start()

    def _run(self) -> None:
        while self._goes_on():
            time.sleep(self.PAUSE)
            with self._lock:
                self._woken = False
            try:
                self._empty()
            except Exception as error:  # noqa: BLE001 - database away: run_due sends what waits
                logger.warning("the outbox can't be emptied: %s", describe_exception(error))

    @staticmethod
    def _empty() -> None:
        try:
            deliver_due_mail()
        finally:
            connection.close()

    def _goes_on(self) -> bool:
        with self._lock:
            self._running = self._woken
            return self._running


sender = OutboxThread()


@register_scheduled_task("mail")
def send_waiting_mail(*, dry_run: bool, say: Say) -> None:
    """Send what is due; delete the texts of mails that failed for a week, and rows after 90 days."""
    now = read_database_clock()
    due = OutgoingMail.objects.filter(next_try_at__lte=now)
    stale = OutgoingMail.objects.filter(
        ~Q(text=""), sent_at__isnull=True, created_at__lte=now - TEXT_KEPT_FOR
    )
    if number := due.count():
        if dry_run:
            words = ngettext(
                "%(number)s e-mail would be sent", "%(number)s e-mails would be sent", number
            )
            say(words % {"number": number})
        else:
            deliver_due_mail()
            remaining = OutgoingMail.objects.failing().filter(next_try_at__isnull=False).count()
            words = _("E-mails that were due: %(number)s; to be tried again: %(left)s")
            say(words % {"number": number, "left": remaining})
    if not dry_run:
        OutgoingMail.objects.filter(created_at__lte=now - ROW_KEPT_FOR).delete()
        stale.update(text="", html="", reply_to="", next_try_at=None)
