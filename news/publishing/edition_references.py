"""The rows that say which records an edition refers to."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Model

from core.aliases import resolve_aliases_of
from images.models import Image
from members.models import BoardSeat, Member, Person
from news.content.snapshot import Snapshot
from news.models import (
    Article,
    Edition,
    EditionArticle,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionSeat,
    EditionTag,
    Tag,
)
from news.models.references import EditionReference

_DATED = {EditionMember, EditionPerson, EditionTag}


def new_references(edition: Edition, snapshot: Snapshot) -> list[EditionReference]:
    """Return unsaved rows for the records that ``snapshot`` refers to, without board seats; all must exist."""
    return [
        row
        for model, key, _records, ids in _named_records(edition, snapshot)
        for row in _reference_rows(edition, model, key, ids)
    ]


def save_references(edition: Edition, snapshot: Snapshot) -> None:
    """Insert the references of a new edition, those of its board seats too."""
    # an announcement refers to the people of its seats, whatever its text says
    seated = Person.objects.filter(seats__in=snapshot.announces).values_list("pk", flat=True)
    references = list(_named_records(edition, snapshot, seated))
    # a link typed in text may lead to a deleted record
    targets = resolve_aliases_of({records: ids for _model, _key, records, ids in references})
    for model, key, records, _ids in references:
        present = set(targets[records].values())
        model._default_manager.bulk_create(_reference_rows(edition, model, key, present))
    EditionSeat.objects.bulk_create(
        EditionSeat(edition=edition, seat=seat, ends=ends)
        for ends, ids in ((False, snapshot.announces), (True, snapshot.announces_ends))
        for seat in (BoardSeat.objects.filter(pk__in=ids) if ids else ())
    )


def _named_records(
    edition: Edition, snapshot: Snapshot, seated: Iterable[int] = ()
) -> Iterator[tuple[type[EditionReference], str, type[Model], Collection[int]]]:
    """Yield each model of references with the name of its key, the model it points to, and the ids."""
    named = snapshot.named
    yield EditionMember, "member_id", Member, named.members
    yield EditionPerson, "person_id", Person, named.people | set(seated)
    yield EditionTag, "tag_id", Tag, snapshot.tags
    yield EditionImage, "image_id", Image, named.images
    yield EditionArticle, "article_id", Article, named.articles - {edition.article_id}


def _reference_rows(
    edition: Edition, model: type[EditionReference], key: str, ids: Iterable[int]
) -> list[EditionReference]:
    dated = {"first_published": edition.first_published} if model in _DATED else {}
    return [model(edition=edition, **{key: pk}, **dated) for pk in sorted(ids)]
