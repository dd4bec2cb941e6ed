"""How often one sender may send a form, without keeping network addresses.

A sender is known by a hash of the network address, keyed with the site's secret and the day, and
for an hour only.
"""

from datetime import timedelta
from ipaddress import ip_network

from django.db import connection
from django.utils.crypto import salted_hmac

from cluster_site.enquiries.models import SenderTrace
from core.moment import database_clock
from core.network import address_of

MOST, WITHIN = 5, timedelta(hours=1)


def network_of(request) -> str:
    """Where a request comes from; of IPv6 the part that belongs to one household."""
    address = address_of(request)
    if address is None:
        return "unknown"
    if address.version == 6:
        return str(ip_network((address, 64), strict=False))
    return str(address)


def may_send(request) -> bool:
    """Whether this sender may send one more now; if so, that it does is noted.

    To be called in a transaction: of two at once, one waits for the other.
    """
    now = database_clock()
    salt = f"enquiry {now:%Y-%m-%d}"
    sender = salted_hmac(salt, network_of(request), algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sender])
    forget_senders(now)
    if SenderTrace.objects.filter(sender=sender).count() >= MOST:
        return False
    SenderTrace.objects.create(sender=sender)
    return True


def forget_senders(now) -> None:
    SenderTrace.objects.filter(at__lte=now - WITHIN).delete()
