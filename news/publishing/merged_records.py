"""Compare drafts with editions regardless of merged records, to which editions refer by their aliases."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from news.blocks.record_parts import RecordListPart
from news.blocks.registry import get_content_class
from news.content.snapshot import Snapshot
from news.models import Edition, EditionMember, EditionPerson, EditionTag
from news.publishing.editions import edition_snapshot

_REFERENCES = {"member": EditionMember, "person": EditionPerson, "tag": EditionTag}
_Targets = Mapping[
    str, Mapping[int, int]
]  # by kind: an alias -> the record that it was merged into


def filter_changed_besides_merging(
    snapshots: Mapping[int, Snapshot], editions: Mapping[int, Edition]
) -> list[int]:
    """Return ``snapshots`` that differ from ``editions`` in more than merged records, by article.

    Three queries, and two more where an edition names an alias.
    """
    if not snapshots:
        return []
    mine = [editions[article].pk for article in snapshots]
    targets, naming = {}, set()
    for kind, rows in _REFERENCES.items():
        aliases = rows._default_manager.filter(
            edition__in=mine, **{f"{kind}__merged_into__isnull": False}
        )
        rows_by_alias = aliases.values_list("edition", kind, f"{kind}__merged_into")
        targets[kind] = {alias: record for _edition, alias, record in rows_by_alias}
        naming |= {edition for edition, _alias, _record in rows_by_alias}
    whole = Edition.objects.prefetch_related("editionseats").in_bulk(naming) if naming else {}
    return [
        article
        for article, snapshot in snapshots.items()
        if (edition := whole.get(editions[article].pk)) is None
        or _resolve_aliases(edition_snapshot(edition), targets)
        != _resolve_aliases(snapshot, targets)
    ]


def _resolve_aliases(snapshot: Snapshot, targets: _Targets) -> Snapshot:
    """Return ``snapshot`` with each alias replaced by its record, once in each list."""
    return replace(
        snapshot,
        byline=_replace_keys(snapshot.byline, targets["person"]),
        tags=sorted(_replace_keys(snapshot.tags, targets["tag"])),
        blocks=[_replace_in_block(block, targets) for block in snapshot.blocks],
    )


def _replace_keys(keys: Iterable[int], targets: Mapping[int, int]) -> list[int]:
    return list(dict.fromkeys(targets.get(key, key) for key in keys))


def _replace_in_block(block: dict, targets: _Targets) -> dict:
    """Return ``block`` without aliases; lists become sets, since merging may change their order."""
    content = get_content_class(block)
    changed = content.replace_records(block, lambda kind, key: targets.get(kind, {}).get(key, key))
    changed = cast(dict, changed)  # every record has a replacement
    lists = [name for name, part in content.parts().items() if isinstance(part, RecordListPart)]
    return {**changed, **{name: set(changed[name]) for name in lists}}
