"""The environment: `.env` beside manage.py is added to it here, before anything else looks at it.

:data:`env` reads what the operator sets, with parsers that refuse what would fail later;
:func:`stop_if_wrong` then ends the program with every mistake at once.
"""

import re
import sys
import zoneinfo
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ValidationError as Invalid
from django.core.validators import validate_email
from dotenv import load_dotenv
from environs import Env, EnvValidationError, ValidationError

BASE_DIR = Path(__file__).resolve().parent.parent
# gunicorn ends where a worker ends with this status; after any other it starts the next one for ever
CANNOT_START = 3

# what is in the environment already stays as it is
load_dotenv(BASE_DIR / ".env")
env = Env(eager=False)

_NAME = r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]"
_HOST = re.compile(rf"\*|\.?({_NAME})", re.IGNORECASE)
_WEB_ADDRESS = re.compile(rf"https?://({_NAME})(:\d{{1,5}})?", re.IGNORECASE)
_CACHE_SERVER = re.compile(
    rf"((redis|valkey)s?://([^\s/@]*@)?(?i:{_NAME})(:\d{{1,5}})?(/\d*)?|unix:///\S+)"
)
_WEB_ADDRESS_OF_SERVICE = re.compile(rf"https?://({_NAME})(:\d{{1,5}})?(/[!-~]*)?", re.IGNORECASE)
_DSN = re.compile(rf"https?://[^\s/@]+@({_NAME})(:\d{{1,5}})?/(\S+/)?\d+", re.IGNORECASE)


def stop(reason: str) -> NoReturn:
    """End the program with one line on stderr."""
    print(reason, file=sys.stderr, flush=True)
    sys.exit(CANNOT_START)


def stop_if_wrong() -> None:
    """End the program with one line that names each setting that is missing or wrong."""
    try:
        env.seal()
    except EnvValidationError as error:
        mistakes = " ".join(
            f"{name}: {' '.join(map(str, messages))}"
            for name, messages in error.error_messages.items()
        )
        stop(f"Cannot start, since the environment is not right. {mistakes} See .env.example.")


def not_empty(value) -> None:
    """Refuse an empty value, which is as good as none."""
    if not value or not str(value).strip():
        raise ValidationError("It is not set.")


@env.parser_for("database")
def parse_database(value: str) -> dict:
    """The address of a PostgreSQL database as Django's settings for it; it may hold a password."""
    not_empty(value)
    try:
        parsed = dj_database_url.parse(value)
    except ValueError:
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql" or not parsed["NAME"]:
        raise ValidationError(
            "It is not an address such as postgresql://user:password@host:5432/cluster."
        )
    return parsed


@env.parser_for("cache_server")
def parse_cache_server(value: str) -> str:
    """The address of Redis or Valkey as redis-py takes it, or nothing; it may hold a password."""
    if value and not _CACHE_SERVER.fullmatch(value):
        raise ValidationError("It is not an address such as redis://:password@host:6379/0.")
    return re.sub(r"\Avalkey", "redis", value)


@env.parser_for("mail_server")
def parse_mail_server(value: str) -> dict:
    """Where mail goes, as Django's EMAIL_ settings; the address may hold a password."""
    try:
        parsed, host = dj_email_url.parse(value), urlsplit(value).hostname
    except ValueError:
        parsed, host = {}, None
    backend = parsed.get("EMAIL_BACKEND", "")
    if not backend or ("smtp" in backend and not host):
        raise ValidationError(
            "It is not an address such as submission://user:password@mail.example.org or console://."
        )
    return parsed


@env.parser_for("hosts")
def parse_hosts(value: str, *, needed: bool) -> list[str]:
    """Host names with commas between."""
    if needed:
        not_empty(value)
    hosts = [host.strip() for host in value.split(",")] if value else []
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValidationError(f"“{host}” is not a host name such as www.example.org.")
    return hosts


@env.parser_for("site_address")
def parse_site_address(value: str) -> str:
    """The address of the home page without the slash at its end, or nothing."""
    address = value.rstrip("/")
    if address and not _WEB_ADDRESS.fullmatch(address):
        raise ValidationError(f"“{value}” is not an address such as https://www.example.org.")
    return address


@env.parser_for("web_address")
def parse_web_address(value: str) -> str:
    """The address of a service on the web, or nothing."""
    if value and not _WEB_ADDRESS_OF_SERVICE.fullmatch(value):
        raise ValidationError(f"“{value}” is not an address such as https://cdn.example.org/purge.")
    return value


@env.parser_for("time_zone")
def parse_time_zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"“{value}” is not a time zone such as Europe/Oslo.")
    return value


@env.parser_for("sender")
def parse_sender(value: str) -> str:
    """An e-mail address, perhaps with a name before it."""
    _check_email(re.sub(r".*<(.*)>$", r"\1", value.strip()))
    return value


@env.parser_for("addresses")
def parse_addresses(value: str) -> list[str]:
    """E-mail addresses with commas between, or none."""
    addresses = [address.strip() for address in value.split(",")] if value.strip() else []
    for address in addresses:
        _check_email(address)
    return addresses


@env.parser_for("folder")
def parse_folder(value: str) -> str:
    """A folder; one that is not absolute lies beside manage.py."""
    not_empty(value)
    return str(BASE_DIR / value)


@env.parser_for("sentry")
def parse_sentry(value: str) -> str:
    """The address that Sentry gives a project, or nothing."""
    if value and not _DSN.fullmatch(value):
        raise ValidationError("It is not a DSN such as https://key@sentry.example.org/1.")
    return value


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except Invalid:
        raise ValidationError(f"“{address}” is not an e-mail address.") from None
