"""Texts that are stored in every language of the site."""

from collections.abc import Callable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

LazyText = str | Promise  # a promise is read in the language active when it is shown


def render_in_every_language(render: Callable[[], object]) -> dict[str, str]:
    """Return ``str(render())`` for each language of the site, by language code."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = str(render())
    return texts
