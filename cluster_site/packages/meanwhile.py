"""What a package is about to overwrite: locked, and the same as it was when the import began."""

from collections.abc import Mapping

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.packages.checking import Checked
from cluster_site.packages.known import STORED, Known
from cluster_site.packages.package import Package
from cluster_site.packages.problems import Problems
from core.locking import lock
from desk.sittings.bases import marks_of
from members.models import BoardSeat
from news.models import Article

MODELS = {kind: model for kind, (model, _column) in STORED.items()}
MODELS |= {"board": BoardSeat, "articles": Article}
State = Mapping[tuple, tuple[int, str]]  # kind and key -> id and mark


def state_of(package: Package, known: Known) -> State:
    """Every record of the database that the package names, with a mark that each write changes."""
    found = {}
    for kind, model in MODELS.items():
        ids = {
            key: known.stored[kind][key]
            for key in known.packed[kind]
            if not known.is_new(kind, key)
        }
        marks = marks_of(model, ids.values()) if ids else {}
        found |= {(kind, key): (pk, marks.get(pk, "")) for key, pk in ids.items()}
    for kind, keys in _of_site(package).items():
        found |= {(kind, pk): (pk, mark) for pk, mark in marks_of(kind, keys).items()}
    return found


def lock_all(package: Package, known: Known, checked: Checked) -> None:
    """Lock every record that loading may write and that is there."""
    announced = checked.articles.announced.keys() | checked.articles.ends_announced.keys()
    wanted = {}
    for kind, model in MODELS.items():
        keys = known.packed[kind].keys() | (announced if kind == "board" else set())
        wanted[model] = [known.stored[kind][key] for key in keys if not known.is_new(kind, key)]
    lock({**wanted, **_of_site(package)}, deleting=[MenuItem])


def report_changes(before: State, now: State, known: Known, problems: Problems) -> None:
    """Report what somebody saved, made, merged or deleted while the import began."""
    message = "somebody changed it while the import began; look at it and import again"
    for kind, key in before.keys() | now.keys():
        if before.get((kind, key)) != now.get((kind, key)):
            place = known.packed[kind][key] if kind in known.packed else "site"
            problems.error(place, message)


def _of_site(package: Package) -> dict:
    keys = {}
    if package.site:
        keys[SiteSettings] = [1]
    if "menu" in package.site:
        keys[MenuItem] = list(MenuItem.objects.order_by().values_list("pk", flat=True))
    return keys
