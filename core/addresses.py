"""Addresses of links: paths on this site and https:// URLs."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# browsers read a backslash as a slash and skip tabs and line ends, so /\host is another site
_REST = r"[^/\\\t\n\r][^\\\t\n\r]*"
LOCAL = rf"\A/({_REST})?\Z"
LOCAL_PATH_OR_HTTPS_URL = rf"\A(/({_REST})?|https://{_REST})\Z"  # PostgreSQL reads it the same way
BEGIN_WITH = _("Begin the address with / or https://")


def is_local_path(address: str) -> bool:
    """Whether ``address`` is a path on this site, such as ``/about/``."""
    return re.match(LOCAL, address) is not None


def is_local_path_or_https_url(address: str) -> bool:
    """Whether ``address`` is a path on this site or begins with https:// and a host."""
    return re.match(LOCAL_PATH_OR_HTTPS_URL, address) is not None


def validate_local_path_or_https_url(address: str) -> None:
    """Raise ValidationError unless ``address`` is a path on this site or an https:// URL."""
    if not is_local_path_or_https_url(address):
        raise ValidationError(BEGIN_WITH, code="unsafe")
