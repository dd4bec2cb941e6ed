"""Norwegian is complete: every word of ours is translated, and the compiled catalogue is the newest."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parents[2] / "locale" / "nb" / "LC_MESSAGES"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_message_is_translated_and_compiled(domain):
    with (CATALOGUES / f"{domain}.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
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
