"""The editions that a package asks for: what it says is or will be public."""

from dataclasses import replace

from cluster_site.packages.loading.rows import PackageLoad
from core.moment import format_moment
from news.content.draft_values import load_drafts
from news.content.snapshot import Snapshot, build_snapshot, fetch_sources
from news.models import Article, Edition
from news.publishing.commands import issue_imported
from news.publishing.editions import (
    PublishingError,
    edition_snapshot,
    fetch_public_versions,
    issued_editions,
)

# a key of the package -> what it says of an edition
_FIELDS = {
    name: [name]
    for name in ("title", "standfirst", "section", "hero", "byline", "tags", "related", "blocks")
} | {
    "announces": ["announces", "announces_ends"],
    "translation_of": ["translation_group"],
}


def load_editions(batch: list[tuple[str, dict, Article]], load: PackageLoad) -> None:
    """Publish each article whose text differs from its public version."""
    public = [placed for placed in batch if placed[1].get("publish_at")]
    articles = [article for _place, _record, article in public]
    drafts, before = load_drafts(articles), fetch_public_versions(articles, load.now)
    sources = fetch_sources(drafts.values())
    for place, record, article in public:
        edition = before.get(article.pk)
        snapshot = _snapshot(build_snapshot(drafts[article.pk], sources), record, edition)
        _warn_of_statements(place, snapshot, sources, load)
        _issue(place, record, article, snapshot, edition, load)


def _snapshot(draft: Snapshot, record: dict, before: Edition | None) -> Snapshot:
    """The public version with what the package names; nothing else of the draft becomes public."""
    if before is None:
        return draft
    named = [field for key in record for field in _FIELDS.get(key, ())]
    return replace(edition_snapshot(before), **{field: getattr(draft, field) for field in named})


def _warn_of_statements(place, snapshot, sources, load):
    for number, block in enumerate(snapshot.blocks):
        statement = sources.statements.get(block.get("statement"))
        if statement is not None and not statement.is_approved:
            load.problems.warn(
                f"{place}.blocks[{number}].statement",
                f'"{statement.key}" is published without an approval of these words',
            )


def _issue(place, record, article, snapshot, before, load):
    scheduled = []
    if before is not None:
        scheduled = issued_editions(article).filter(live_during__startswith__gt=load.now)
        scheduled = list(scheduled.exclude(pk=before.pk).only("live_during"))
    corrections = None
    if "corrections" in record:
        corrections = [
            {"at": correction["at"].isoformat(), "text": correction["text"]}
            for correction in record["corrections"] or ()
        ]
    try:
        edition = issue_imported(
            article=article,
            snapshot=snapshot,
            publish_at=record["publish_at"],
            expire_at=record.get("expire_at"),
            corrections=corrections,
        )
    except PublishingError as error:
        load.problems.error(f"{place}.publish_at", error.messages[0])
        return
    load.editions += edition is not None
    for gone in scheduled if edition is not None else ():
        time = format_moment(gone.live_during.lower)
        load.problems.warn(place, f"the version scheduled for {time} is taken back")
