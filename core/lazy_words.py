"""Messages that are put into words when they are shown, in the language that is active then."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import override


def _fill_in(words: str | Promise, values: Mapping[str, Any]) -> str:
    return str(words) % values


# fill_in(words, values): ``words % values``, where words and values may be lazy
fill_in = lazy(_fill_in, str)


def in_each_language(words: object) -> dict[str, str]:
    """Return what ``words`` say in each language of the site, by its code."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts[code] = str(words)
    return texts
