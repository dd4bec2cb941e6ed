"""The shapes of lists and objects in a package, see shapes.py."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.conf import settings
from django.db.models import Model

from cluster_site.packages.shapes import BAD, HtmlShape, Shape, TextShape


def join_place(place: str, key: str) -> str:
    """Return the place of ``key`` inside ``place``, such as ``articles[3].title``."""
    return f"{place}.{key}" if place else key


def describe_unknown_key(key: str, known: Iterable[str]) -> str:
    """Return an error message for an unknown key, suggesting a similar known one."""
    near = get_close_matches(key, known, n=1)
    return f'unknown key; did you mean "{near[0]}"?' if near else "unknown key"


class ListShape(Shape):
    """A list; ``once`` refuses duplicates."""

    def __init__(self, shape: Shape, *, once: bool = False):
        self._shape, self._once = shape, once

    def read(self, value, place, problems):
        if not isinstance(value, list):
            problems.error(place, "expected a list")
            return BAD
        items = []
        for number, element in enumerate(value):
            read = self._shape.read(element, f"{place}[{number}]", problems)
            if self._once and read is not BAD and read in items:
                problems.error(f"{place}[{number}]", f"{element!r} is in the list already")
            # an element that is not an object keeps its number; later checks find no keys in it
            items.append({} if read is BAD and isinstance(self._shape, ObjectShape) else read)
        return items


class ObjectShape(Shape):
    """An object with known keys; null means empty for optional keys."""

    def __init__(self, keys: dict[str, Shape], *, required: Iterable[str] = ()):
        self.keys, self._required = keys, tuple(required)

    def read(self, value, place, problems):
        if not isinstance(value, dict):
            problems.error(place, "expected an object with keys")
            return BAD
        for key in sorted(value.keys() - self.keys.keys()):
            problems.error(join_place(place, key), describe_unknown_key(key, self.keys))
        values = {}
        for key, shape in self.keys.items():
            read = self._read_key(key, shape, value, join_place(place, key), problems)
            if read is not BAD:
                values[key] = read
        return values

    def _read_key(self, key, shape, value, place, problems):
        empty = (None,) if isinstance(shape, HtmlShape) else (None, "")
        if key in self._required and value.get(key) in empty:
            problems.error(place, "must not be empty" if key in value else "missing")
            return BAD
        if key not in value:
            return BAD
        read = None if value[key] is None else shape.read(value[key], place, problems)
        if key in self._required and read == "" and not isinstance(shape, HtmlShape):
            problems.error(place, "must not be empty")  # nothing that anybody could see
            return BAD
        return read


class LocalizedTextShape(Shape):
    """A text in one or more languages: a string in the site's language, or ``{en, nb}``.

    ``filled`` refuses an empty one.
    """

    def __init__(self, model: type[Model], field: str, *, filled: bool = False):
        self._text = TextShape(model._meta.get_field(field), filled=filled)
        self._each = ObjectShape({language: self._text for language, _name in settings.LANGUAGES})

    def read(self, value, place, problems):
        if isinstance(value, str):
            return self._text.read(value, place, problems)
        if not isinstance(value, dict):
            problems.error(place, "expected a text, or one for each language as in {en, nb}")
            return BAD
        return self._each.read(value, place, problems)


class TextOrObjectShape(Shape):
    """A ``text``, or an object with ``keys``."""

    def __init__(self, text: Shape, keys: ObjectShape):
        self._text, self._keys = text, keys

    def read(self, value, place, problems):
        shape = self._keys if isinstance(value, dict) else self._text
        return shape.read(value, place, problems)


class OneOrMoreShape(Shape):
    """A value or a list of values, read as a list."""

    def __init__(self, shape: Shape):
        self._one, self._many = shape, ListShape(shape)

    def read(self, value, place, problems):
        if isinstance(value, list):
            return self._many.read(value, place, problems)
        read = self._one.read(value, place, problems)
        return read if read is BAD else [read]


class TypedObjectShape(Shape):
    """An object whose ``type`` determines its keys."""

    def __init__(self, types: dict[str, ObjectShape]):
        self._types = types

    def read(self, value, place, problems):
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in self._types:
            known = ", ".join(f'"{name}"' for name in self._types)
            problems.error(join_place(place, "type"), f"expected one of {known}")
            return BAD
        rest = {key: part for key, part in value.items() if key != "type"}
        read = self._types[kind].read(rest, place, problems)
        return read if read is BAD else {"type": kind, **read}
