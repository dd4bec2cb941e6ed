"""Where articles still call an organisation a member: on the site, scheduled, and in drafts.

One finding for an article and a kind, wherever it stands; it is gone when it stands nowhere more.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.links import COUNT, linked_ids, references
from core.mentions import Excerpt
from members.admin.uses import linking
from members.leaving.findings import Finding, Kind, Leaver, Link, still_called
from members.models import Statement
from news.admin.commands import PERMISSION
from news.admin.uses import in_blocks
from news.drafts import drafts_of
from news.models import Article, Edition, EditionImage, EditionMember, EditionPerson
from news.snapshots import Snapshot, build_snapshot, sources_for
from news.texts import texts_of

MOST = 500  # articles looked at, the newest
LISTS = Kind(
    50,
    "lists",
    gettext_lazy("Lists of members"),
    gettext_lazy("Take it off the list in the draft and publish again."),
)
LOGOS = Kind(
    60,
    "logos",
    gettext_lazy("Its logo in pictures"),
    gettext_lazy("Take the picture out of the draft and publish again."),
)
PORTRAITS = Kind(
    70,
    "portraits",
    gettext_lazy("Member portraits"),
    gettext_lazy("An older article may keep its portrait; the page of a former member says so."),
)
LINKS = Kind(
    80,
    "links",
    gettext_lazy("Links to its page"),
    gettext_lazy(
        "The page says that it is a former member. Mend the words where they say otherwise."
    ),
)
SAID = Kind(
    90,
    "quotes",
    gettext_lazy("Quotes in articles"),
    gettext_lazy("A quote keeps the words and the organisation of its day. Look at what stands around it."),
)  # fmt: skip
MENTIONS = Kind(
    100,
    "mentions",
    gettext_lazy("Named in the text, without a link"),
    gettext_lazy("Correct the words, or leave them where they were true on their day."),
)
NUMBERS = Kind(
    110,
    "numbers",
    gettext_lazy("Live numbers of members"),
    gettext_lazy("The number goes down by itself. See whether the sentence still holds."),
)
# what the page "Correct the live version" can mend: words, and no structure
_OF_WORDS = {LINKS.name, SAID.name, MENTIONS.name}
_SPEAKER = ("name", "title", "organisation")


@dataclass
class Place:
    """An article that calls it a member: how often in each kind, and the first words that do."""

    title: str
    public: Edition | None = None
    counts: Counter = field(default_factory=Counter)
    in_draft: set[str] = field(default_factory=set)
    in_public: set[str] = field(default_factory=set)
    excerpt: Excerpt | None = None


@still_called(LISTS, LOGOS, PORTRAITS, LINKS, SAID, MENTIONS, NUMBERS)
def in_articles(leaver: Leaver) -> Iterator[Finding]:
    said = set(Statement.objects.filter(member=leaver.member).values_list("pk", flat=True))
    places: dict[int, Place] = {}
    for edition in _editions(leaver):
        place = places.setdefault(edition.article_id, Place(edition.title))
        if place.public is None or _is_live(edition, leaver):
            place.public = edition
        found, excerpt = calls(edition, edition.hero_id, leaver, said)
        place.counts |= found
        place.in_public |= set(found)
        place.excerpt = place.excerpt or excerpt
    articles = _articles(leaver)
    drafts = drafts_of(articles)
    sources = sources_for(drafts.values())
    for article in articles:
        draft = build_snapshot(drafts[article.pk], sources)
        found, excerpt = calls(draft, draft.hero, leaver, said)
        place = places.setdefault(article.pk, Place(article.title))
        place.counts |= found
        place.in_draft = set(found)
        place.excerpt = place.excerpt or excerpt
    for pk, place in places.items():
        for kind in place.counts:
            yield _finding(pk, place, kind, leaver)


def _editions(leaver: Leaver) -> list[Edition]:
    """What is on the site or scheduled and may call it a member, the newest first."""
    to_come = Q(live_during__upper_inf=True) | Q(live_during__endswith__gt=leaver.at)
    member = leaver.member
    speakers = Statement.objects.filter(member=member).values("person")
    named = (
        Q(pk__in=EditionMember.objects.filter(member=member).values("edition"))
        | Q(pk__in=EditionPerson.objects.filter(person__in=speakers).values("edition"))
        | leaver.named("title", "standfirst", "written")
        | Q(written__contains=f"record:{COUNT}/")
    )
    if member.logo_id:
        named |= Q(pk__in=EditionImage.objects.filter(image=member.logo_id).values("edition"))
        named |= Q(hero=member.logo_id)
    issued = Edition.objects.issued().alias(written=Cast("blocks", TextField()))
    return list(issued.filter(to_come).filter(named).newest_first()[:MOST])


def _articles(leaver: Leaver) -> list[Article]:
    """Working copies that may call it a member, the last changed first."""
    member, logo = leaver.member, leaver.member.logo_id
    in_html = leaver.named("html") | linking(member, "html") | Q(html__contains=f"record:{COUNT}/")
    blocks = {
        "prose": in_html,
        "spotlight": in_html
        | Q(member=member)
        | Q(statement__member=member)
        | leaver.named("statement__text"),
        "memberlist": Q(members=member) | leaver.named("note"),
        "quote": Q(statement__member=member)
        | Q(person__affiliation=member)
        | leaver.named("text", "attribution", "statement__text"),
        "picture": leaver.named("caption"),
        "table": leaver.named("caption", "header", "rows"),
        "download": leaver.named("title"),
        "video": leaver.named("title", "transcript"),
    }
    found = leaver.named("title", "standfirst")
    if logo:
        found |= Q(hero=logo)
        blocks["picture"] |= Q(image=logo)
        blocks["video"] |= Q(poster=logo)
        blocks["gallery"] = Q(images=logo)
    articles = Article.objects.filter(trashed=None).filter(found | in_blocks(**blocks))
    return list(articles.order_by("-changed_at", "-pk")[:MOST])


def calls(
    version: Edition | Snapshot, hero: int | None, leaver: Leaver, said: set[int]
) -> tuple[Counter, Excerpt | None]:
    """How often a version calls it a member, by the name of the kind, and the first mention.

    ``said`` are the quotes on record for it.
    """
    key, logo, found = leaver.member.pk, leaver.member.logo_id, Counter()
    found[LOGOS.name] += bool(logo) and hero == logo
    for block in version.blocks:
        html = block.get("html") or ""
        quote = block.get("quote") or block
        pictures = [block.get("image"), block.get("poster"), *block.get("images", ())]
        found[LISTS.name] += key in block.get("members", ())
        found[PORTRAITS.name] += block.get("member") == key
        found[LOGOS.name] += bool(logo) and logo in pictures
        found[LINKS.name] += key in linked_ids([html], "member")
        found[SAID.name] += block.get("statement") in said or leaver.is_called(
            quote.get("organisation") or ""
        )
        found[NUMBERS.name] += any(kind == COUNT for kind, _key in references(html))
    title, *texts = texts_of(version)
    # shown is the first one; the title stands beside it anyway
    mentions = [each for text in (*texts, title) for each in _mentions(text, leaver)]
    found[MENTIONS.name] = len(mentions)
    return +found, mentions[0] if mentions else None


def _mentions(text, leaver: Leaver) -> list[Excerpt]:
    of_quote = text.kind == "quote" or text.name.startswith("quote.")
    if of_quote and text.name.rpartition(".")[2] in _SPEAKER:
        return []
    if text.name == "html":
        return leaver.mentions_in_html(text.value)
    if isinstance(text.value, str):
        return leaver.mentions(text.value)
    rows = text.value if text.name == "rows" else [text.value]
    return leaver.mentions("\n".join(cell for row in rows for cell in row))


def _is_live(edition: Edition, leaver: Leaver) -> bool:
    return edition.live_during.lower <= leaver.at


def _finding(pk: int, place: Place, kind: str, leaver: Leaver) -> Finding:
    live = place.public is not None and _is_live(place.public, leaver)
    where = []
    if kind in place.in_public:
        where.append(_("on the site") if live else _("scheduled"))
    if kind in place.in_draft:
        where.append(_("in the draft"))
    number = place.counts[kind]
    if number > 1:
        where.append(ngettext("%(n)s place", "%(n)s places", number) % {"n": number})
    links = [Link(_("Open the draft"), reverse("admin:news_article_change", args=[pk]))]
    if live and kind in place.in_public:
        if kind in _OF_WORDS:
            address = reverse("admin:news_article_correct", args=[pk])
            links.insert(0, Link(_("Correct the live version"), address, PERMISSION))
        links.append(Link(_("See the page"), place.public.get_absolute_url()))
    excerpt = place.excerpt if kind == MENTIONS.name else None
    return Finding(kind, f"article-{pk}", place.title, tuple(links), ", ".join(where), excerpt)
