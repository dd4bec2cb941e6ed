"""Texts that are stored for readers of every language of the site."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import override


def in_every_language(say: Callable[[], object]) -> dict[str, str]:
    """Return what ``say()`` gives, as text, by the language in which it is read."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = str(say())
    return texts
