"""Tags by their names, those that there are and those that are new."""

from collections.abc import Iterable

from core.slugs import free_slug
from core.sortkeys import alphabetize
from core.unique import made_once
from news.models import Tag

_LONGEST_FOLDED = Tag._meta.get_field("folded").max_length


def tags_by_name(names: Iterable[str]) -> dict[str, Tag]:
    """The tag of each name whatever its capitals, made where there is none.

    Under the name of a duplicate it is the one that was kept. Always in the same order: two who
    bring the same new words do not wait for each other in a circle.
    """
    keys = {name: alphabetize(name)[:_LONGEST_FOLDED] for name in names}
    words = {key: name for name, key in keys.items()}
    known = Tag.with_aliases.select_related("merged_into").filter(folded__in=words)
    tags = {tag.folded: tag for tag in known}
    for key in sorted(words.keys() - tags.keys()):
        tags[key] = _made(words[key], key)
    return {name: tags[key].merged_into or tags[key] for name, key in keys.items()}


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags called so, each once."""
    return list(dict.fromkeys(tags_by_name(names).values()))


def _made(name: str, folded: str) -> Tag:
    """The new tag; another word may have the same web address."""
    tag = None
    while tag is None:
        slug = free_slug(name, _is_taken, fallback="tag")
        tag = made_once(Tag(name=name, slug=slug), folded=folded)
    return tag


def _is_taken(slug: str) -> bool:
    return Tag.with_aliases.filter(slug=slug).exists()
