"""Addresses that links lead to: on this site, or whole ones."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# browsers read a backslash as a slash and skip tabs and line ends, so /\host is another site
_REST = r"[^/\\\t\n\r][^\\\t\n\r]*"
LOCAL = rf"\A/({_REST})?\Z"
LOCAL_OR_WHOLE = rf"\A(/({_REST})?|https://{_REST})\Z"  # PostgreSQL reads it the same way
BEGIN_WITH = _("Begin the address with / or https://")


def is_local(address: str) -> bool:
    """Whether ``address`` is a path on this site, such as ``/about/``."""
    return re.match(LOCAL, address) is not None


def is_local_or_whole(address: str) -> bool:
    """Whether ``address`` is a path on this site or begins with https:// and a host."""
    return re.match(LOCAL_OR_WHOLE, address) is not None


def validate_local_or_whole(address: str) -> None:
    """Raise ValidationError for an address that a link of the site's own may not have."""
    if not is_local_or_whole(address):
        raise ValidationError(BEGIN_WITH, code="unsafe")
