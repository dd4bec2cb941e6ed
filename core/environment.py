"""The environment; importing this module adds `.env` beside manage.py to it.

:data:`env` reads settings with parsers that refuse what would fail later;
:func:`exit_on_invalid_settings` then ends the program with every mistake at once.
"""

import os
import re
import shlex
import sys
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, cast
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


def exit_with_error(reason: str) -> NoReturn:
    """End the program with one line on stderr."""
    print(reason, file=sys.stderr, flush=True)
    sys.exit(CANNOT_START)


def exit_on_invalid_settings() -> None:
    """End the program with one line for each setting that is missing or invalid, if there is any."""
    try:
        env.seal()
    except EnvValidationError as error:
        messages_of = cast(Mapping[str, list[str]], error.error_messages)  # sealed: by setting
        mistakes = " ".join(
            f"{name}: {' '.join(map(str, messages))}" for name, messages in messages_of.items()
        )
        exit_with_error(
            f"Cannot start, since the environment is not right. {mistakes} See .env.example."
        )


def require_text(value: object) -> None:
    """Return ``value``; refuse an empty one, which is the same as a missing setting."""
    if not value or not str(value).strip():
        raise ValidationError("It is not set.")


@env.parser_for("database")
def parse_database(value: str, *, needed: bool = True) -> dict:
    """Return Django's settings for the PostgreSQL database at a URL, whose password may be in it.

    An empty one that is not ``needed`` has none.
    """
    if not value and not needed:
        return {}
    require_text(value)
    parsed: dict[str, Any]
    try:
        parsed = dict(dj_database_url.parse(value))
    except ValueError:
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql" or not parsed["NAME"]:
        raise ValidationError(
            "It is not an address such as postgresql://user:password@host:5432/cluster."
        )
    return parsed


@env.parser_for("cache_server")
def parse_cache_server(value: str) -> str:
    """Return the URL of Redis or Valkey as redis-py takes it, or an empty string; it may contain a password."""
    if value and not _CACHE_SERVER.fullmatch(value):
        raise ValidationError("It is not an address such as redis://:password@host:6379/0.")
    return re.sub(r"\Avalkey", "redis", value)


@env.parser_for("mail_server")
def parse_mail_server(value: str) -> dict:
    """Return Django's EMAIL_ settings for the mail server at a URL, whose password may be in it."""
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
    """Return the host names of a list with commas."""
    if needed:
        require_text(value)
    hosts = [host.strip() for host in value.split(",")] if value else []
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValidationError(f"“{host}” is not a host name such as www.example.org.")
    return hosts


@env.parser_for("site_address")
def parse_site_address(value: str) -> str:
    """Return the URL of the home page without its final slash, or an empty string."""
    address = value.rstrip("/")
    if address and not _WEB_ADDRESS.fullmatch(address):
        raise ValidationError(f"“{value}” is not an address such as https://www.example.org.")
    return address


@env.parser_for("web_address")
def parse_web_address(value: str) -> str:
    """Parse the URL of a web service; it may be empty."""
    if value and not _WEB_ADDRESS_OF_SERVICE.fullmatch(value):
        raise ValidationError(f"“{value}” is not an address such as https://cdn.example.org/purge.")
    return value


@env.parser_for("time_zone")
def parse_time_zone(value: str) -> str:
    """Return the name of a time zone of the IANA database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"“{value}” is not a time zone such as Europe/Oslo.")
    return value


@env.parser_for("sender")
def parse_sender(value: str) -> str:
    """Return an e-mail address, which may have a name before it."""
    _check_email(re.sub(r".*<(.*)>$", r"\1", value.strip()))
    return value


@env.parser_for("addresses")
def parse_addresses(value: str) -> list[str]:
    """Return the e-mail addresses of a list with commas, which may be empty."""
    addresses = [address.strip() for address in value.split(",")] if value.strip() else []
    for address in addresses:
        _check_email(address)
    return addresses


@env.parser_for("folder")
def parse_folder(value: str, *, needed: bool = True, other_than: str = "") -> str:
    """Return the absolute path of a file or folder, or an empty string; a relative one is beside manage.py."""
    if needed:
        require_text(value)
    folder = os.path.normpath(BASE_DIR / value) if value else ""
    if folder and folder == other_than:
        raise ValidationError(f"{folder} is another setting's folder already.")
    return folder


@env.parser_for("command")
def parse_command(value: str) -> list[str]:
    """Return the words of a command as a shell splits them, or none."""
    try:
        return shlex.split(value)
    except ValueError as error:
        raise ValidationError(f"{error}.") from error


@env.parser_for("sentry")
def parse_sentry(value: str) -> str:
    """Return the DSN of a Sentry project, or an empty string."""
    if value and not _DSN.fullmatch(value):
        raise ValidationError("It is not a DSN such as https://key@sentry.example.org/1.")
    return value


def _check_email(address: str) -> None:
    try:
        validate_email(address)
    except Invalid:
        raise ValidationError(f"“{address}” is not an e-mail address.") from None
