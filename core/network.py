"""Where a request comes from, also behind our own proxy."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the network address of the client, or None if it can't be read.

    With ``BEHIND_PROXY`` it is the last entry of ``X-Forwarded-For``, which our own proxy wrote;
    the entries before it are whatever the client sent.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.headers.get("x-forwarded-for", address).rpartition(",")[2].strip()
    try:
        ip = ip_address(_without_port(address))
    except ValueError:
        return None
    # a server that listens on IPv6 alone sees every IPv4 sender as ::ffff:192.0.2.1
    return getattr(ip, "ipv4_mapped", None) or ip


def client_network(request: HttpRequest) -> str:
    """Return what to count requests by: the IPv4 address, or the IPv6 /64 that belongs to one household.

    All clients without a readable address are one: "unknown".
    """
    ip = client_ip(request)
    if ip is None:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    return str(IPv6Network((int(ip), 64), strict=False))


def _without_port(address: str) -> str:
    """Return ``192.0.2.1:443`` and ``[2001:db8::1]:443``, as some proxies write them, without the port."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    if address.count(":") == 1:
        return address.partition(":")[0]
    return address
