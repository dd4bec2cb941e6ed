"""What a package is about to overwrite: locked, and the same as it was when the import began."""

from collections.abc import Mapping
from datetime import datetime

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.packages.checking import CheckedPackage
from cluster_site.packages.package import Package
from cluster_site.packages.problems import Problems
from cluster_site.packages.references import STORED, KnownRecords
from core.locking import lock_records
from desk.autosave.base_version import record_marks
from desk.models import GoneAddress
from desk.privacy.erased_names import ErasedNames
from desk.trash.records import hash_path, urls_in_every_language
from members.models import BoardSeat, Person
from news.content.tagging import fetch_tags_by_key
from news.models import Article, Tag

MODELS = {kind: model for kind, (model, _column) in STORED.items()}
MODELS |= {"board": BoardSeat, "articles": Article}
State = Mapping[tuple, tuple[int, str]]  # kind and key -> id and mark


def fetch_record_marks(package: Package, known: KnownRecords) -> State:
    """Return a version mark for every stored record that the package names; each write changes it."""
    state = {}
    for kind, model in MODELS.items():
        ids = {
            key: known.stored[kind][key]
            for key in known.packed[kind]
            if not known.is_new(kind, key)
        }
        marks = record_marks(model, ids.values()) if ids else {}
        state |= {(kind, key): (pk, marks.get(pk, "")) for key, pk in ids.items()}
    for kind, keys in _of_site(package).items():
        state |= {(kind, pk): (pk, mark) for pk, mark in record_marks(kind, keys).items()}
    return state


def lock_package_records(package: Package, known: KnownRecords, checked: CheckedPackage) -> None:
    """Lock every existing record that loading may write."""
    announced = checked.articles.announced.keys() | checked.articles.ends_announced.keys()
    wanted = {}
    for kind, model in MODELS.items():
        keys = known.packed[kind].keys() | (announced if kind == "board" else set())
        wanted[model] = [known.stored[kind][key] for key in keys if not known.is_new(kind, key)]
    tags = fetch_tags_by_key(key for name in checked.articles.tags for key in name.keys)
    wanted[Tag] = [tag.pk for tag in tags.values()]
    lock_records({**wanted, **_of_site(package)}, deleting=[MenuItem])


def report_changes(before: State, now: State, known: KnownRecords, problems: Problems) -> None:
    """Report records saved, created, merged or deleted since the import began."""
    message = "somebody changed it while the import began; look at it and import again"
    for kind, key in before.keys() | now.keys():
        if before.get((kind, key)) != now.get((kind, key)):
            place = known.packed[kind][key] if kind in known.packed else "site"
            problems.error(place, message)


def report_erased(
    package: Package, known: KnownRecords, began: datetime, problems: Problems
) -> None:
    """Report people in the package who were erased here, and any erasure since the import began."""
    if ErasedNames(began):
        message = "a person was erased meanwhile; look whether it names them, and import again"
        problems.error("package", message)
    new = {
        slug: place
        for slug, place in known.packed["people"].items()
        if known.is_new("people", slug)
    }
    paths = {
        hash_path(path): place
        for slug, place in new.items()
        for path in urls_in_every_language(Person(slug=slug))
    }
    gone = GoneAddress.objects.filter(path__in=paths).values_list("path", flat=True)
    for place in sorted({paths[path] for path in gone}):
        problems.error(place, "somebody with this slug was erased here; take the person out")


def _of_site(package: Package) -> dict:
    keys = {}
    if package.site:
        keys[SiteSettings] = [1]
    if "menu" in package.site:
        keys[MenuItem] = list(MenuItem.objects.order_by().values_list("pk", flat=True))
    return keys
