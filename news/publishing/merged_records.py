"""Drafts name the record that was kept of merged ones, editions their aliases: the same content."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from news.blocks.parts import Records
from news.blocks.registry import content_of
from news.content.snapshot import Snapshot
from news.models import Edition, EditionMember, EditionPerson, EditionTag
from news.publishing.editions import snapshot_of

_NAMING = {"member": EditionMember, "person": EditionPerson, "tag": EditionTag}
_Kept = Mapping[str, Mapping[int, int]]  # by kind: an alias -> the record that it was merged into


def changed_besides_merging(
    snapshots: Mapping[int, Snapshot], editions: Mapping[int, Edition]
) -> list[int]:
    """Of ``snapshots`` that differ from ``editions``, by article, those in more than merged records.

    Three queries, and two more where an edition names an alias.
    """
    if not snapshots:
        return []
    mine = [editions[article].pk for article in snapshots]
    kept, naming = {}, set()
    for kind, rows in _NAMING.items():
        aliases = rows.objects.filter(edition__in=mine, **{f"{kind}__merged_into__isnull": False})
        found = aliases.values_list("edition", kind, f"{kind}__merged_into")
        kept[kind] = {alias: record for _edition, alias, record in found}
        naming |= {edition for edition, _alias, _record in found}
    whole = Edition.objects.prefetch_related("editionseats").in_bulk(naming) if naming else {}
    return [
        article
        for article, snapshot in snapshots.items()
        if (edition := whole.get(editions[article].pk)) is None
        or _followed(snapshot_of(edition), kept) != _followed(snapshot, kept)
    ]


def _followed(snapshot: Snapshot, kept: _Kept) -> Snapshot:
    """``snapshot`` with the record kept in place of each alias, once in each list."""
    return replace(
        snapshot,
        byline=_each(snapshot.byline, kept["person"]),
        tags=sorted(_each(snapshot.tags, kept["tag"])),
        blocks=[_block(block, kept) for block in snapshot.blocks],
    )


def _each(keys: Iterable[int], kept: Mapping[int, int]) -> list[int]:
    return list(dict.fromkeys(kept.get(key, key) for key in keys))


def _block(block: dict, kept: _Kept) -> dict:
    """Return ``block`` with the records kept; a list of them has no order, for merging may change it."""
    content = content_of(block)
    changed = content.replace_records(block, lambda kind, key: kept.get(kind, {}).get(key, key))
    lists = [name for name, part in content.parts().items() if isinstance(part, Records)]
    return {**changed, **{name: set(changed[name]) for name in lists}}
