"""Norwegian is complete: every word of ours is translated, and the compiled catalogue is the newest."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parents[2] / "locale" / "nb" / "LC_MESSAGES"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_message_is_translated_and_compiled(domain):
    with (CATALOGUES / f"{domain}.po").open("rb") as file:
        written = read_po(file)
    with (CATALOGUES / f"{domain}.mo").open("rb") as file:
        compiled = read_mo(file)
    messages = [message for message in written if message.id]
    assert messages
    for message in messages:
        assert not message.fuzzy, message.id
        translations = [message.string] if isinstance(message.string, str) else message.string
        assert all(translations), message.id
        found = compiled.get(message.id, message.context)
        assert found is not None, f"{message.id} is not compiled: run compilemessages"
        assert found.string == message.string, f"{message.id} is compiled from older words"
