"""Which network addresses are public: the checker talks to no others."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address in its last four bytes
# of IANA's registries of special addresses; `is_global` does not know all of them in every Python 3.11
# (CVE-2024-4032), and a cloud had its metadata at 192.0.0.192
_SPECIAL = [
    ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "100:0:0:1::/64",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
    )
]


def is_public_address(text: str) -> bool:
    """Return whether ``text`` is an IP address on the public internet, also one within an IPv6 address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        part.is_global
        and not (part.is_multicast or part.is_reserved)
        and not any(part in network for network in _SPECIAL)
        for part in _with_embedded(address)
    )


def _with_embedded(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, or the IPv4 addresses to which a tunnel or a translation would lead."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    # what was for one site's own use before there were fc00::/7
    return [IPv6Address("::1")] if address.is_site_local else [address]
