"""Norwegian is complete: every word of ours is translated, and the compiled catalogue is the newest."""

import io
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils import timezone, translation
from django.utils.translation.template import templatize

from core.moment import format_moment
from desk.toolkit.script_strings import script_strings

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "locale" / "nb" / "LC_MESSAGES"
_IN_CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": _IN_CONTEXT,
    "pgettext_lazy": _IN_CONTEXT,
    "npgettext": (*_IN_CONTEXT, 3),
    "npgettext_lazy": (*_IN_CONTEXT, 3),
}


def catalogue_of(domain, language="nb"):
    folder = ROOT / "locale" / language / "LC_MESSAGES"
    with (folder / f"{domain}.po").open("rb") as file:
        return read_po(file)


def messages_in(place, source):
    """Place, message (of a plural both forms) and context of all that ``source`` has translated."""
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS)
    for line, message, _comments, context in found:
        yield f"{place.relative_to(ROOT)}:{line}", message, context


def messages_of_python():
    packages = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    for package in packages:
        for path in sorted(package.rglob("*.py")):
            yield from messages_in(path, path.read_text())


def messages_of_templates():
    for path in sorted((ROOT / "templates").rglob("*.*")):
        # what is no message becomes words of X; indented they would be bad Python
        source = templatize(path.read_text(), origin=str(path))
        yield from messages_in(path, "\n".join(line.strip() for line in source.splitlines()))


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_message_is_translated_and_compiled(domain):
    messages = [message for message in catalogue_of(domain) if message.id]
    with (CATALOGUES / f"{domain}.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert messages
    for message in messages:
        assert not message.fuzzy, message.id
        if message.pluralizable:
            expected = tuple(message.string)
            found = tuple(compiled.ngettext(*message.id, number) for number in (1, 2))
        else:
            expected = message.string
            context = message.context
            found = (
                compiled.pgettext(context, message.id) if context else compiled.gettext(message.id)
            )
        assert expected and all(expected), message.id
        assert found == expected, f"{message.id} is compiled from older words: run compilemessages"


def test_every_message_of_the_code_is_in_the_catalogue():
    catalogue = catalogue_of("django")
    messages = [*messages_of_python(), *messages_of_templates()]
    assert len(messages) > 1000
    missing = [
        f"{place}: {context or ''} {message!r}"
        for place, message, context in messages
        if catalogue.get(message, context) is None
    ]
    assert not missing, "without Norwegian:\n" + "\n".join(missing)


def test_our_own_english_for_the_words_of_libraries_is_compiled():
    with (ROOT / "locale" / "en" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue_of("django", "en"):
        assert not message.id or compiled.gettext(message.id) == message.string


def test_scripts_say_only_words_that_they_are_given():
    """They have no catalogue of their own: their words come from the desk, in the user's language."""
    given, scripts = script_strings(), sorted((ROOT / "static").rglob("*.js"))
    said = {
        (str(script.relative_to(ROOT)), name)
        for script in scripts
        for name in re.findall(r'\bsay\(\s*"([^"]+)"', script.read_text())
    }
    assert len(said) > 50
    assert not [place for place in said if place[1] not in given]
    assert not [script for script in scripts if re.search(r"\bn?p?gettext\(", script.read_text())]


def test_a_norwegian_month_is_written_small():
    at = timezone.now().replace(month=11, day=26, hour=11, minute=5)
    with translation.override("nb"):
        assert format_moment(at) == "26. nov. kl. 12:05"
