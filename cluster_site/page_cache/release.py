"""A digest of all that a page is made with, so that servers share pages of the same release alone."""

import hashlib

from django.conf import settings

from core.environment import BASE_DIR

_SOURCES = ("templates/**/*", "locale/**/*.mo", "static/**/*", "requirements/site.txt")
_SETTINGS = (
    "SITE_ADDRESS",
    "TIME_ZONE",
    "ALLOWED_HOSTS",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
)


def release_digest() -> str:
    """Return a digest of the program's files and of the settings that affect pages."""
    digest = hashlib.blake2b(digest_size=12)
    for path in _sources():
        digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0")
        digest.update(hashlib.blake2b(path.read_bytes()).digest())
    digest.update(repr([getattr(settings, name) for name in _SETTINGS]).encode())
    return digest.hexdigest()


def _sources():
    for package in sorted(BASE_DIR.glob("*/__init__.py")):
        yield from sorted(package.parent.rglob("*.py"))
    for pattern in _SOURCES:
        yield from sorted(path for path in BASE_DIR.glob(pattern) if path.is_file())
