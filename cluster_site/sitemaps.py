"""Every public address, for search engines."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from core.structured import whole
from members.models import Member, Person
from news.models import Edition

LISTS = ("home", "news", "members", "members-new", "members-statistics", "board")
LIMIT = 45_000  # of the 50,000 that the protocol allows in one file


def sitemap(request):
    """All live editions, members and people, in both languages where the page has both."""
    at = request.moment.at
    addresses = []
    for language in ("en", "nb"):
        with override(language):
            addresses += [reverse(name) for name in LISTS]
            addresses += [
                member.get_absolute_url() for member in Member.objects.current(at=at).only("slug")
            ]
            people = Person.objects.public(at).only("slug")
            addresses += [person.get_absolute_url() for person in people]
    editions = Edition.objects.live(at).only("section", "slug", "language").newest_first()
    addresses += [edition.get_absolute_url() for edition in editions[: LIMIT - len(addresses)]]
    pages = [whole(request, address) for address in addresses]
    xml = render_to_string("cluster_site/sitemap.xml", {"pages": pages})
    return HttpResponse(xml, content_type="application/xml")
