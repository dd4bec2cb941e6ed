"""Find articles that still call an organisation a member: on the site, scheduled, and in drafts.

There is one finding for each article and kind; it disappears with the last mention.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.links import COUNT
from core.mentions import Excerpt
from desk.toolkit.uses import rows_linking_to
from images.models import Image
from members.leaving.findings import Finding, FindingLink, Leaver, leftover_finder
from members.models import Member, Person, Statement
from news.admin.commands import PERMISSION
from news.admin.membership_claims import (
    LINKS,
    LISTS,
    LOGOS,
    MENTIONS,
    NUMBERS,
    PORTRAITS,
    SAID,
    count_membership_claims,
)
from news.admin.uses import articles_with_block
from news.blocks.base import Block
from news.blocks.parts import TextPart
from news.content.draft_values import load_drafts
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import Article, Edition, EditionImage, EditionMember, EditionPerson

_AT_ONCE = 200  # drafts
# what the page "Correct the live version" can change: texts, but not their structure
_OF_WORDS = {LINKS.name, SAID.name, MENTIONS.name}


@dataclass
class MentioningArticle:
    """An article that calls it a member: the count of each kind, and the first mention.

    ``live`` says whether it is on the site now, at ``address``.
    """

    title: str
    live: bool = False
    address: str = ""
    counts: Counter = field(default_factory=Counter)
    in_public: set[str] = field(default_factory=set)
    in_draft: set[str] = field(default_factory=set)
    excerpt: Excerpt | None = None

    def add(self, counts: Counter, excerpt: Excerpt | None) -> set[str]:
        """Add the counts of one version; what is in several versions counts once."""
        self.counts |= counts
        self.excerpt = self.excerpt or excerpt
        return set(counts)


@leftover_finder(LISTS, LOGOS, PORTRAITS, LINKS, SAID, MENTIONS, NUMBERS)
def find_article_mentions(leaver: Leaver) -> Iterator[Finding]:
    """Yield the findings in articles, reading one version after the other to save memory."""
    statements = set(Statement.objects.filter(member=leaver.member).values_list("pk", flat=True))
    places: dict[int, MentioningArticle] = {}
    for edition in _editions(leaver).iterator(chunk_size=_AT_ONCE):
        place = places.setdefault(edition.article_id, MentioningArticle(edition.title))
        if edition.live_during.lower <= leaver.at:
            place.live, place.address = True, edition.get_absolute_url()
        place.in_public |= place.add(
            *count_membership_claims(edition, edition.hero_id, leaver, statements)
        )
    articles = list(_drafts(leaver))
    for start in range(0, len(articles), _AT_ONCE):
        drafts = load_drafts(articles[start : start + _AT_ONCE])
        sources = fetch_sources(drafts.values())
        for pk, draft in drafts.items():
            version = build_snapshot(draft, sources)
            place = places.setdefault(pk, MentioningArticle(version.title))
            place.in_draft = place.add(
                *count_membership_claims(version, version.hero, leaver, statements)
            )
    for pk, place in places.items():
        for kind in place.counts:
            yield _finding(pk, place, kind)


def _editions(leaver: Leaver):
    """Return live and scheduled editions that may call it a member, the newest first."""
    to_come = Q(live_during__upper_inf=True) | Q(live_during__endswith__gt=leaver.at)
    member = leaver.member
    speakers = Statement.objects.filter(member=member).values("person")
    calling = (
        Edition.objects.order_by()
        .alias(written=Cast("blocks", TextField()))
        .filter(
            leaver.named("title", "standfirst", "written")
            | Q(written__lower_contains=f"record:{COUNT}/")
        )
    )
    # a union, since beside a subquery in an OR the texts are not found by their index
    ways = [
        calling.values("pk"),
        EditionMember.objects.filter(member__in=leaver.keys).values("edition"),
        EditionPerson.objects.filter(person__in=speakers).values("edition"),
    ]
    if member.logo_id:
        ways.append(EditionImage.objects.filter(image=member.logo_id).values("edition"))
        ways.append(Edition.objects.filter(hero=member.logo_id).values("pk"))
    editions = Edition.objects.issued().filter(to_come)
    return editions.filter(pk__in=ways[0].union(*ways[1:])).newest_first()


def _drafts(leaver: Leaver):
    """Return articles whose draft may call it a member, the last changed first."""
    logo = leaver.member.logo_id
    condition = leaver.named("title", "standfirst") | articles_with_block(
        lambda model: _mention_condition(model, leaver)
    )
    if logo:
        condition |= Q(hero=logo)
    articles = Article.objects.filter(trashed=None).filter(condition)
    return articles.order_by("-changed_at", "-pk")


def _mention_condition(model: type[Block], leaver: Leaver) -> Q:
    """Return the condition for blocks of a kind that may call it a member."""
    member, condition = leaver.member, Q(pk__in=())
    for name, part in model.parts().items():
        if isinstance(part, TextPart):
            condition |= leaver.named(name)
        if part.is_html:
            condition |= rows_linking_to(member, name) | Q(
                **{f"{name}__lower_contains": f"record:{COUNT}/"}
            )
        if part.related is Member:
            condition |= Q(**{name: member})
        elif part.related is Statement:
            condition |= Q(**{f"{name}__member": member}) | leaver.named(f"{name}__text")
        elif part.related is Person:
            condition |= Q(**{f"{name}__affiliation": member})
        elif part.related is Image and member.logo_id:
            condition |= Q(**{name: member.logo_id})
    return condition


def _finding(pk: int, place: MentioningArticle, kind: str) -> Finding:
    where = []
    if kind in place.in_public:
        where.append(_("on the site") if place.live else _("scheduled"))
    if kind in place.in_draft:
        where.append(_("in the draft"))
    number = place.counts[kind]
    if number > 1:
        where.append(ngettext("%(n)s place", "%(n)s places", number) % {"n": number})
    links = [FindingLink(_("Open the draft"), reverse("admin:news_article_change", args=[pk]))]
    if place.live and kind in place.in_public:
        if kind in _OF_WORDS:
            address = reverse("admin:news_article_correct", args=[pk])
            links.insert(0, FindingLink(_("Correct the live version"), address, PERMISSION))
        links.append(FindingLink(_("See the page"), place.address))
    excerpt = place.excerpt if kind == MENTIONS.name else None
    return Finding(kind, f"article-{pk}", place.title, tuple(links), ", ".join(where), excerpt)
