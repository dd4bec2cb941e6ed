"""Find tags by their names in either language, and create new ones."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from django.conf import settings
from django.db.models import Q

from core.slugs import make_free_slug
from core.sortkeys import fold_alphabetically
from core.unique import get_or_insert
from news.models import Tag

_LONGEST_FOLDED = Tag._meta.get_field("folded").max_length


class TagName(NamedTuple):
    """A tag's name in one language and, if known, in the other."""

    name: str
    language: str
    translation: str = ""

    @classmethod
    def from_texts(cls, names: Mapping[str, str]) -> "TagName":
        """Make a tag's name from texts by language; the first text is the name, a second its translation."""
        (language, name), *others = ((code, text) for code, text in names.items() if text)
        return cls(name, language, *(text for _code, text in others))

    @property
    def keys(self) -> list[str]:
        """Return the folded names by which tags are compared."""
        return [fold_tag_name(text) for text in (self.name, self.translation) if text]


def fold_tag_name(name: str) -> str:
    """Return the form of ``name`` that is compared: without capitals and accents."""
    return fold_alphabetically(name)[:_LONGEST_FOLDED]


def fetch_tags_by_key(keys: Iterable[str]) -> dict[str, Tag]:
    """Return the tags with these folded names in either language; merged ones by their targets."""
    keys = set(keys)
    called = Q(folded__in=keys) | Q(translation_folded__in=keys)
    known = list(Tag.with_aliases.select_related("merged_into").filter(called))
    tags = {tag.translation_folded: tag for tag in known} | {tag.folded: tag for tag in known}
    return {key: cast(Tag, tag.merged_into or tag) for key, tag in tags.items() if key in keys}


def get_or_create_tags(names: Iterable[TagName]) -> dict[TagName, Tag]:
    """Return the tag of each name, created if there is none.

    Names are handled in one order, so that two users who create the same tags don't deadlock.
    """
    names = sorted(set(names), key=lambda name: (name.keys, name))
    tags = fetch_tags_by_key(key for name in names for key in name.keys)
    tags_by_name = {}
    for name in names:
        known = next((tags[key] for key in name.keys if key in tags), None)
        tags_by_name[name] = known or _create_tag(name)
        tags |= dict.fromkeys(name.keys, tags_by_name[name])
    return tags_by_name


def get_or_create_tags_in(names: Iterable[str], language: str) -> list[Tag]:
    """Return the tags for names in ``language``, each once."""
    return list(
        dict.fromkeys(get_or_create_tags(TagName(name, language) for name in names).values())
    )


def _create_tag(name: TagName) -> Tag:
    """Return the new tag, or the one that somebody else created at the same moment."""
    tag = None
    while tag is None:
        slug = make_free_slug(name.name, _is_taken, fallback="tag")
        get_or_insert(Tag(slug=slug, **name._asdict()), slug=slug)
        tag = next(iter(fetch_tags_by_key(name.keys).values()), None)
    return tag


def _is_taken(slug: str) -> bool:
    return Tag.with_aliases.filter(slug=slug).exists()


def set_tag_translation(tag: Tag, name: TagName) -> bool:
    """Store both names of ``tag``; return False if they are the names of two tags.

    Whatever somebody saved since ``tag`` was read is not changed.
    """
    if any(other != tag for other in fetch_tags_by_key(name.keys).values()):
        return False
    language, translation = name.language, name.translation
    if translation and fold_tag_name(tag.name) == fold_tag_name(translation):
        [language] = (code for code, _name in settings.LANGUAGES if code != name.language)
        translation = name.name
    elif fold_tag_name(tag.name) != fold_tag_name(name.name) or (
        tag.translation and not translation
    ):
        return True
    if (tag.language, tag.translation) != (language, translation):
        as_read = Tag.objects.filter(pk=tag.pk, language=tag.language, translation=tag.translation)
        as_read.update(language=language, translation=translation)
    return True
