"""Everything that can be wrong with a package, found before anything is written."""

from dataclasses import dataclass, field

from cluster_site.packages.article_checks import ArticleChecks
from cluster_site.packages.formats import NEEDED, has_seat_key
from cluster_site.packages.media import PackageMedia
from cluster_site.packages.package import Package
from cluster_site.packages.periods import (
    PackagePeriod,
    SeatKey,
    find_overlaps,
    find_predecessor,
    find_seat_conflicts,
    seats_after_import,
    stored_successions,
)
from cluster_site.packages.problems import Problems
from cluster_site.packages.reading import FileProblem
from cluster_site.packages.references import ONE, KnownRecords, format_key
from cluster_site.packages.texts import find_link_problems, has_text, texts_by_language

# kind -> key -> the kind of the record that it names
_NAMES = {
    "members": {"category": "categories", "logo": "images"},
    "people": {"affiliation": "members", "portrait": "images"},
    "board": {"person": "people", "succeeds": "people"},
    "statements": {"person": "people", "member": "members"},
}


@dataclass
class CheckedPackage:
    """Results of the checks that loading needs."""

    picture_hashes: dict[str, str] = field(default_factory=dict)  # key -> sha256
    predecessors: dict[SeatKey, SeatKey] = field(default_factory=dict)
    articles: ArticleChecks | None = None


def check_package(
    package: Package, known: KnownRecords, media: PackageMedia, problems: Problems, progress
) -> CheckedPackage:
    """Report every error in ``package``; ``known`` has the records it may refer to."""
    checked = CheckedPackage()
    _check_site(package, known, problems)
    for kind, records in package.records.items():
        for place, record in records:
            _check_record(kind, place, record, known, problems)
    for place, record in package.records["images"]:
        _check_picture(place, record, known, media, checked, problems)
        progress.update()
    for place, record in package.records["members"]:
        _check_member(place, record, problems)
    _check_former_slugs(package, problems)
    _check_board(package, checked, problems)
    for place, record in package.records["statements"]:
        _check_approval(place, record, problems)
    checked.articles = ArticleChecks(known, media, problems)
    for place, record in package.articles(problems):
        checked.articles.check(place, record)
        progress.update()
    checked.articles.check_translations()
    return checked


def _check_site(package, known, problems):
    for number, item in enumerate(package.site.get("menu") or ()):
        place = f"site.menu[{number}]"
        for key in ("label", "target"):
            if key in item and not has_text(item[key]):
                problems.error(f"{place}.{key}", "must not be empty")
    for number, lead in enumerate(package.site.get("leads") or ()):
        key = (lead.get("language") or known.language, lead.get("slug"))
        if key[1] is not None and not known.has("articles", key):
            problems.error(f"site.leads[{number}]", f"no article {format_key(key)}")


def _check_record(kind, place, record, known, problems):
    """Check what every kind has: the fields a new record needs, and the names of other records."""
    own = record.get("key", record.get("slug"))
    is_new = own is not None and known.is_new(kind, own)
    for key in NEEDED[kind]:
        if key in record or is_new:
            check_required_texts(f"{place}.{key}", record.get(key), problems)
    for key, named in _NAMES.get(kind, {}).items():
        name = record.get(key)
        if name is not None and not known.has(named, name):
            problems.error(f"{place}.{key}", f"no {ONE[named]} {format_key(name)}")
    for key in ("description", "biography"):
        for language, html in texts_by_language(record.get(key), known.language).items():
            for problem in find_link_problems(html, language, known.has):
                problems.error(f"{place}.{key}", problem)


def check_required_texts(place, value, problems):
    """Report required texts that are missing or empty."""
    if value is None:
        problems.error(place, "missing")
    elif not has_text(value):
        problems.error(place, "must not be empty")


def _check_picture(place, record, known, media, checked, problems):
    if known.is_new("images", record.get("key")):
        described = record.get("decorative") or has_text(record.get("alt"))
        if not described:
            problems.error(f"{place}.alt", "missing; or say that the picture is decorative")
    if record.get("file"):
        try:
            checked.picture_hashes[record.get("key")] = media.look_at_picture(record["file"])
        except FileProblem as problem:
            problems.error(f"{place}.file", str(problem))


def _check_member(place, record, problems):
    periods = []
    for number, membership in enumerate(record.get("memberships") or ()):
        own_place = f"{place}.memberships[{number}]"
        if "from" in membership and _ends_after_beginning(membership, own_place, problems):
            periods.append(PackagePeriod(membership["from"], membership.get("to"), own_place))
    for later, earlier in find_overlaps(periods):
        problems.error(later.place, f"overlaps {earlier}")
    ticker = record.get("ticker") or {}
    if bool(ticker.get("exchange")) != bool(ticker.get("symbol")):
        problems.error(f"{place}.ticker", "needs both exchange and symbol")


def _ends_after_beginning(record, place, problems):
    if record.get("to") is not None and record["to"] <= record["from"]:
        message = "must be later than from: it is the first day that no longer counts"
        problems.error(f"{place}.to", message)
        return False
    return True


def _check_former_slugs(package, problems):
    for kind in ("members", "people"):
        first = {}
        for place, record in package.records[kind]:
            for number, former in enumerate(record.get("former_names") or ()):
                own_place, slug = f"{place}.former_names[{number}]", former.get("slug")
                if slug and first.setdefault(slug, own_place) != own_place:
                    problems.error(f"{own_place}.slug", f"the same slug as {first[slug]}")


def _check_board(package, checked, problems):
    records = package.records["board"]
    whole = [
        (place, record)
        for place, record in records
        if has_seat_key(record) and _ends_after_beginning(record, place, problems)
    ]
    seats = seats_after_import(whole)
    for place, message in find_seat_conflicts(seats):
        problems.error(place, message)
    stored = stored_successions()
    for place, record in whole:
        if record.get("succeeds") is None:
            continue
        key = record["person"], record["role"], record["from"]
        before = find_predecessor(seats, key, record["succeeds"], stored.get(key))
        if before is None:
            problems.error(f"{place}.succeeds", f'"{record["succeeds"]}" has no earlier board seat')
        else:
            checked.predecessors[key] = before


def _check_approval(place, record, problems):
    if record.get("approved_on") is None:
        for key in ("approved_by", "how"):
            if record.get(key):
                problems.error(f"{place}.{key}", "needs approved_on as well")
