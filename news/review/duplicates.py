"""The references to members, people and tags in articles, for the merging of duplicates."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.aliases import Mergeable
from desk.merging.mergeable import (
    LinkReference,
    RowReference,
    register_mergeable,
    register_moving_reference,
    register_permanent_reference,
)
from members.models import Member, Person
from news.blocks.record_parts import RecordListPart
from news.blocks.registry import BLOCKS, iterate_parts_naming
from news.models import ArticleByline, EditionMember, EditionPerson, EditionTag, Tag, TaggedArticle

PUBLISHED = _("in published versions of")
LINKS = [
    LinkReference(model, names, model.links_name, of="parent")
    for model in BLOCKS.values()
    if (names := tuple(name for name, part in model.parts().items() if part.is_html))
]


def block_rows_naming(record: type[Mergeable]) -> list[RowReference]:
    """Return the rows of blocks that refer to records of this model."""
    rows = []
    for model, part in iterate_parts_naming(record):
        what = format_lazy("{} {}", model._meta.verbose_name_plural, _("in the drafts of"))
        if isinstance(part, RecordListPart):
            rows.append(RowReference(part.through, part.kind, what, "block__parent", "block"))
        else:
            rows.append(RowReference(model, part.name, what, "parent"))
    return rows


register_moving_reference(Member, *block_rows_naming(Member), *LINKS)
register_permanent_reference(
    Member, RowReference(EditionMember, "member", PUBLISHED, "edition__article")
)

register_moving_reference(
    Person,
    RowReference(ArticleByline, "person", _("the byline of the drafts of"), "article", "article"),
    *block_rows_naming(Person),
    *LINKS,
)
register_permanent_reference(
    Person, RowReference(EditionPerson, "person", PUBLISHED, "edition__article")
)

register_mergeable(Tag, own={"name", "language", "translation", "slug"})
register_moving_reference(
    Tag, RowReference(TaggedArticle, "tag", _("drafts of"), "content_object", "content_object")
)
register_permanent_reference(Tag, RowReference(EditionTag, "tag", PUBLISHED, "edition__article"))
