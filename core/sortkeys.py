"""Alphabetical order for English and Norwegian, held in generated columns.

Accents do not count, aa is å, and æ ø å come after z.
"""

import unicodedata

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Left, NullIf, Replace

from core.folding import Normalize, Translate, fold, folded

# æ ø å become the three ASCII characters that follow z, in that order
_FROM, _TO = "ÆæÄäǼǽØøÖöǾǿÅåǺǻ", "{{{{{{||||||}}}}"
_PYTHON = str.maketrans(_FROM, _TO)
_LONGEST = 255


def alphabetical(expression):
    """``expression`` folded as Norwegians do: without accents, but with æ ø å as letters."""
    composed = Normalize(expression, form="NFC")
    return folded(Translate(composed, Value(_FROM), Value(_TO), output_field=models.TextField()))


def alphabetize(text: str) -> str:
    """The text that :func:`alphabetical` makes of ``text`` in the database."""
    return fold(unicodedata.normalize("NFC", text).translate(_PYTHON))


def sort_key(column: str, fallback: str | None = None) -> models.GeneratedField:
    """A stored column to order by; ``fallback`` names the column to use where the first is empty."""
    text = F(column)
    if fallback:
        text = Coalesce(NullIf(text, Value("")), F(fallback), Value(""))
    return models.GeneratedField(
        # a ligature may decompose into a dozen letters, and an index takes no endless ones
        expression=Left(
            Replace(alphabetical(text), Value("aa"), Value("}"), output_field=models.TextField()),
            _LONGEST,
        ),
        output_field=models.CharField(max_length=_LONGEST, db_collation="C"),
        db_persist=True,
    )


def sort_key_of(text: str) -> str:
    """The sort key that the database holds for ``text``."""
    return alphabetize(text).replace("aa", "}")[:_LONGEST]
