"""Which network addresses are public: the checker talks to no others."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address in its last four bytes


def is_public_address(text: str) -> bool:
    """Return whether ``text`` is an IP address on the public internet, also one within an IPv6 address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(
        part.is_global and not (part.is_multicast or part.is_reserved)
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
