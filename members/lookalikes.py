"""Members that an organisation about to be entered may be: the same name, website or e-mail domain."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Member
from members.namesakes import find_namesakes

_MOST = 10
# providers whose domain says nothing of the organisation
_MAIL_PROVIDERS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "live.no",
        "msn.com",
        "yahoo.com",
        "yahoo.no",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.com",
        "gmx.de",
        "proton.me",
        "protonmail.com",
        "online.no",
        "hotmail.no",
        "outlook.no",
    ]
)


@dataclass(frozen=True)
class Lookalike:
    """A member that may be the same organisation, and why; ``same_name`` is the strongest reason."""

    member: Member
    reason: str
    same_name: bool = False


def organisation_domain(address: str) -> str:
    """Return the domain in a web or e-mail address, without www; empty for those of mail providers."""
    host = address.rpartition("@")[2] if "@" in address else _host(address)
    host = host.strip().lower().removeprefix("www.")
    return "" if host in _MAIL_PROVIDERS or "." not in host else host


def find_lookalikes(*, names: Iterable[str], website: str = "", email: str = "") -> list[Lookalike]:
    """Return members with one of ``names``, current or former, then those with the same domain."""
    names = list(names)
    namesakes = list(find_namesakes(Member, names).order_by("pk")[:_MOST])
    lookalikes = [Lookalike(member, _("the same name"), True) for member in namesakes]
    domains = {domain for address in (website, email) if (domain := organisation_domain(address))}
    same_domain = Q(pk=None)
    for domain in domains:
        same_domain |= Q(contact_email__iendswith=f"@{domain}")
        for prefix in ("://", "://www."):
            same_domain |= Q(website__icontains=f"{prefix}{domain}")
    others = Member.objects.filter(same_domain).exclude(pk__in=[m.pk for m in namesakes])
    for member in others.order_by("pk")[:_MOST]:
        if organisation_domain(member.website) in domains:
            lookalikes.append(Lookalike(member, _("the same website")))
        elif organisation_domain(member.contact_email) in domains:
            lookalikes.append(Lookalike(member, _("an e-mail address of the same domain")))
    return lookalikes


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
