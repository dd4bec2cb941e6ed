"""Alphabetical order for English and Norwegian, held in generated columns.

The embedded PostgreSQL has no ICU and ``lower()`` leaves Ø under a C locale, so the letters
are written out: lower case, accents taken off, aa as å, and æ ø å after z.
"""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, NullIf, Replace

# æ ø å become the three ASCII characters that follow z, in that order
_FROM = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÙÚÛÜÝàáâãçèéêëìíîïðñòóôõùúûüýŠšŽžÆæÄäØøÖöÅå"
_TO = "abcdefghijklmnopqrstuvwxyzaaaaceeeeiiiidnoooouuuuyaaaaceeeeiiiidnoooouuuuysszz{{{{||||}}"


class Translate(Func):
    function = "TRANSLATE"
    arity = 3


def folded(expression):
    """``expression`` in lower case, without accents, by letters rather than by locale."""
    return Translate(expression, Value(_FROM), Value(_TO))


def fold(text: str) -> str:
    """What :func:`folded` makes of ``text`` in the database."""
    return text.translate(str.maketrans(_FROM, _TO))


def sort_key(column: str, fallback: str | None = None) -> models.GeneratedField:
    """A stored column to order by; ``fallback`` names the column to use where the first is empty."""
    text = F(column)
    if fallback:
        text = Coalesce(NullIf(text, Value("")), F(fallback), Value(""))
    return models.GeneratedField(
        expression=Replace(folded(text), Value("aa"), Value("}")),
        output_field=models.CharField(max_length=255, db_collation="C"),
        db_persist=True,
    )
