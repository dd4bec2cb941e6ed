"""Articles of which a package says no more than an export of the site would say now.

They are left as they are, so that nothing scheduled, drafted or withdrawn is touched by bringing an
export back to its own site.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from cluster_site.packages.exporting.articles import BATCH, ArticleVersions, export_article_batch
from cluster_site.packages.exporting.files import PackageFiles
from cluster_site.packages.exporting.values import RecordNames, fetch_site_language
from cluster_site.packages.formats import KINDS, record_key
from cluster_site.packages.package import ArticleKey, Package
from cluster_site.packages.problems import Problems
from cluster_site.packages.references import KnownRecords

_NAMES = {"slug", "language"}  # a record is found by them, whatever its draft is called


def find_unchanged_articles(
    package: Package, known: KnownRecords, now: datetime
) -> set[ArticleKey]:
    """Return the keys of articles equal to those in the database."""
    if not known.packed["articles"].keys() & known.stored["articles"].keys():
        return set()
    language = fetch_site_language()
    names, holdings = RecordNames(language), ArticleVersions(now, language)
    names.add_articles(holdings.keys)
    files, exported = PackageFiles(), {version.article: version for version in holdings.all}
    unchanged = set()
    for batch in _batches(package, known):
        chosen = [exported[known.stored["articles"][key]] for key, _record in batch]
        own = export_article_batch(chosen, holdings, names, files.download)
        for (key, record), packed in zip(batch, own, strict=True):
            if _says_the_same(record, KINDS["articles"].read(packed, "", Problems())):
                unchanged.add(key)
    return unchanged


def _batches(package, known) -> Iterator[list[tuple[ArticleKey, dict]]]:
    records = (
        (key, record)
        for _place, record in package.articles(Problems())
        if (key := record_key("articles", record, known.language)) in known.stored["articles"]
    )
    while batch := list(islice(records, BATCH)):
        yield batch


def _says_the_same(record: dict, own: dict) -> bool:
    """Whether every key that ``record`` names has the value that it has in ``own``."""
    return all(
        _comparable(key, value) == _comparable(key, own.get(key))
        for key, value in record.items()
        if key not in _NAMES
    )


def _comparable(key, value):
    """Return ``value`` without differences that do not count: ways to write nothing, the order of tags."""
    return sorted(value, key=str) if key == "tags" and value else value or None
