"""Where a request comes from, also behind a proxy of ours."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings


def address_of(request) -> IPv4Address | IPv6Address | None:
    """The network address of the sender, or None where the request has none that can be read.

    With ``BEHIND_PROXY`` it is the last in ``X-Forwarded-For``: that is what our own proxy saw,
    those before it are the sender's word.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("x-forwarded-for", address).rpartition(",")[2].strip()
    try:
        return ip_address(address)
    except ValueError:
        return None


def address_in_words(request) -> str | None:
    """The same as text, as django-axes asks for it."""
    address = address_of(request)
    return str(address) if address else None
