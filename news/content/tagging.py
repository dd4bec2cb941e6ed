"""Tags by their names in either language, those that there are and those that are new."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q

from core.slugs import make_free_slug
from core.sortkeys import fold_alphabetically
from core.unique import get_or_insert
from news.models import Tag

_LONGEST_FOLDED = Tag._meta.get_field("folded").max_length


class TagName(NamedTuple):
    """What a tag is called: a name in one language and, where it is known, that in the other."""

    name: str
    language: str
    translation: str = ""

    @classmethod
    def of(cls, names: Mapping[str, str]) -> "TagName":
        """The name by language; the first language is that of the name itself."""
        (language, name), *others = ((code, text) for code, text in names.items() if text)
        return cls(name, language, *(text for _code, text in others))

    @property
    def keys(self) -> list[str]:
        return [tag_key(text) for text in (self.name, self.translation) if text]


def tag_key(name: str) -> str:
    """``name`` as it is compared: capitals and accents make no difference."""
    return fold_alphabetically(name)[:_LONGEST_FOLDED]


def tags_by_key(keys: Iterable[str]) -> dict[str, Tag]:
    """The tags with these keys, in either language; under that of a duplicate the one that was kept."""
    keys = set(keys)
    called = Q(folded__in=keys) | Q(translation_folded__in=keys)
    known = list(Tag.with_aliases.select_related("merged_into").filter(called))
    tags = {tag.translation_folded: tag for tag in known} | {tag.folded: tag for tag in known}
    return {key: tag.merged_into or tag for key, tag in tags.items() if key in keys}


def tags_called(names: Iterable[TagName]) -> dict[TagName, Tag]:
    """The tag of each name, made where there is none.

    Always in the same order: two who bring the same new words do not wait for each other in a circle.
    """
    names = sorted(set(names), key=lambda name: (name.keys, name))
    tags = tags_by_key(key for name in names for key in name.keys)
    found = {}
    for name in names:
        known = next((tags[key] for key in name.keys if key in tags), None)
        found[name] = known or _made(name)
        tags |= dict.fromkeys(name.keys, found[name])
    return found


def tags_named(names: Iterable[str], language: str) -> list[Tag]:
    """The tags called so in an article in ``language``, each once."""
    return list(dict.fromkeys(tags_called(TagName(name, language) for name in names).values()))


def _made(name: TagName) -> Tag:
    """The new tag, or one that came a moment before; another word may have the same web address."""
    tag = None
    while tag is None:
        slug = make_free_slug(name.name, _is_taken, fallback="tag")
        get_or_insert(Tag(slug=slug, **name._asdict()), slug=slug)
        tag = next(iter(tags_by_key(name.keys).values()), None)
    return tag


def _is_taken(slug: str) -> bool:
    return Tag.with_aliases.filter(slug=slug).exists()


def translate(tag: Tag, name: TagName) -> bool:
    """Store both names of ``tag``; False where they are the names of two tags.

    What somebody saved since ``tag`` was read stays as it is.
    """
    if any(other != tag for other in tags_by_key(name.keys).values()):
        return False
    language, translation = name.language, name.translation
    if translation and tag_key(tag.name) == tag_key(translation):
        [language] = (code for code, _name in settings.LANGUAGES if code != name.language)
        translation = name.name
    elif tag_key(tag.name) != tag_key(name.name) or (tag.translation and not translation):
        return True
    if (tag.language, tag.translation) != (language, translation):
        as_read = Tag.objects.filter(pk=tag.pk, language=tag.language, translation=tag.translation)
        as_read.update(language=language, translation=translation)
    return True
