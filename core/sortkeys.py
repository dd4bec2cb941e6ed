"""Alphabetical order for English and Norwegian, in generated columns.

Accents do not count, aa is å, and æ ø å come after z.
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Left, NullIf, Replace

from core.folding import Normalize, Translate, fold_expression, fold_text

# æ ø å become the three ASCII characters that follow z, in that order
_FROM, _TO = "ÆæÄäǼǽØøÖöǾǿÅåǺǻ", "{{{{{{||||||}}}}"
_PYTHON = str.maketrans(_FROM, _TO)
_LONGEST = 255


def alphabetical_expression(expression: Any) -> Translate:
    """Return the SQL expression of ``expression`` without accents, but with æ ø å as letters."""
    composed = Normalize(expression, form="NFC")
    return fold_expression(
        Translate(composed, Value(_FROM), Value(_TO), output_field=models.TextField())
    )


def fold_alphabetically(text: str) -> str:
    """Return what :func:`alphabetical_expression` gives for ``text`` in the database."""
    return fold_text(unicodedata.normalize("NFC", text).translate(_PYTHON))


def sort_key_column(column: str, fallback: str | None = None) -> models.GeneratedField:
    """Return a generated column to order by; ``fallback`` names the column to use if the first is empty."""
    text: F | Coalesce = F(column)
    if fallback:
        text = Coalesce(NullIf(text, Value("")), F(fallback), Value(""))
    return models.GeneratedField(
        # a ligature may decompose into a dozen letters, and an index takes no endless ones
        expression=Left(
            Replace(
                alphabetical_expression(text),
                Value("aa"),
                Value("}"),
                output_field=models.TextField(),
            ),
            _LONGEST,
        ),
        output_field=models.CharField(max_length=_LONGEST, db_collation="C"),
        db_persist=True,
    )


def make_sort_key(text: str) -> str:
    """Return the sort key that the database holds for ``text``."""
    return fold_alphabetically(text).replace("aa", "}")[:_LONGEST]
