"""Name keys: two names with the same key are probably two spellings of one name.

Case, accents, spaces and punctuation do not count, nor the legal form of an organisation; æ, ø and
å are letters of their own, and aa is å. The database holds the key in a generated column; Python
computes the same one with :func:`make_name_key`.
"""

import re

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Left, Replace

from core.folding import RegexpReplace
from core.sortkeys import alphabetical_expression, fold_alphabetically

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


def name_key_column(column: str, *, legal_forms: bool = False) -> models.GeneratedField:
    """Return a generated column with the name key of ``column``, without ``legal_forms``."""
    expression: Func = Replace(
        alphabetical_expression(column), Value("aa"), Value("}"), output_field=models.TextField()
    )
    for pattern, replacement in _steps(legal_forms):
        expression = RegexpReplace(expression, Value(pattern), Value(replacement), Value("g"))
    return models.GeneratedField(
        expression=Left(expression, _LONGEST),
        output_field=models.CharField(max_length=_LONGEST, db_collation="C"),
        db_persist=True,
    )


def make_name_key(text: str, *, legal_forms: bool = False) -> str:
    """Return the key that the database computes for ``text``; empty if nothing in it counts."""
    key = fold_alphabetically(text).replace("aa", "}")
    for pattern, replacement in _steps(legal_forms):
        key = re.sub(pattern, replacement, key)
    return key[:_LONGEST]
