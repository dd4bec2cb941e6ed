"""A script of ours declares each name once: a second declaration keeps the whole module from running."""

import re
from collections import Counter
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
_DECLARED = re.compile(
    r"^(?:export )?(?:const|let|class|(?:async )?function) (\w+)|^import \{([^}]*)\}", re.MULTILINE
)


def declared_names(script: str):
    for name, imported in _DECLARED.findall(script):
        yield from [name] if name else re.findall(r"(\w+)\s*(?:,|$)", imported)


def test_no_script_reads_a_cookie_which_scripts_cannot():
    assert [
        path.name for path in STATIC.rglob("*.js") if "document.cookie" in path.read_text()
    ] == []


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_a_script_declares_each_name_once(path):
    counts = Counter(declared_names(path.read_text()))
    assert [name for name, count in counts.items() if count > 1] == []
