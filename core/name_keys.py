"""Name keys: two names with the same key are probably one name, written in two ways.

Case, accents, spaces and punctuation do not count, and of organisations neither does the legal form;
æ, ø and å are letters of their own, and aa is å.
The database holds the key in a generated column; Python makes the same one with :func:`name_key_of`.
"""

import re

from django.db import models
from django.db.models import Value
from django.db.models.functions import Left, Replace

from core.folding import RegexpReplace
from core.sortkeys import alphabetical, alphabetize

# folded, and written without dots and slashes: A/S and S.A. are here as well
_LEGAL_FORMS = (
    "ab|ag|aps|as|asa|ans|bv|bvba|corp|corporation|da|gmbh|hf|inc|incorporated|kg|lda|limited|llc"
    "|llp|lp|ltd|nv|oy|oyj|plc|pty|sa|sarl|sas|se|sl|spa|srl"
)
# what happens to a folded name, step by step; both Python and PostgreSQL read these patterns alike
_JOINED = (r"[.'’´`\"“”„«»()/]", "")
_PARTED = (r"[ \t\r\n,;:&+_‐‑–—-]+", " ")
_WITHOUT_FORMS = (rf"^ *(?:as )?(.+?)(?: (?:{_LEGAL_FORMS}))* *$", r"\1")
_CLOSED_UP = (r" ", "")
_LONGEST = 255


def _steps(legal_forms: bool) -> list[tuple[str, str]]:
    return [_JOINED, _PARTED, *([_WITHOUT_FORMS] if legal_forms else []), _CLOSED_UP]


def name_key(column: str, *, legal_forms: bool = False) -> models.GeneratedField:
    """A stored column with the key of ``column``; ``legal_forms`` leaves these out of it."""
    expression = Replace(
        alphabetical(column), Value("aa"), Value("}"), output_field=models.TextField()
    )
    for pattern, replacement in _steps(legal_forms):
        expression = RegexpReplace(expression, Value(pattern), Value(replacement), Value("g"))
    return models.GeneratedField(
        expression=Left(expression, _LONGEST),
        output_field=models.CharField(max_length=_LONGEST, db_collation="C"),
        db_persist=True,
    )


def name_key_of(text: str, *, legal_forms: bool = False) -> str:
    """The key that the database holds for ``text``; empty where nothing of it counts."""
    key = alphabetize(text).replace("aa", "}")
    for pattern, replacement in _steps(legal_forms):
        key = re.sub(pattern, replacement, key)
    return key[:_LONGEST]
