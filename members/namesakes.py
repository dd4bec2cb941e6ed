"""Records with the same name in any spelling: probably one that was entered twice."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.name_keys import make_name_key
from desk.merging.distinct_pairs import is_different_from
from members.models import Member, Person

_COLUMNS = {Member: ("name_key_en", "name_key_nb"), Person: ("name_key",)}
_WITHOUT_LEGAL_FORMS = {Member}


def stored_name_key(model: type[Member | Person], name: str) -> str:
    """Return the key that the database computes for records of ``model`` called ``name``."""
    return make_name_key(name, legal_forms=model in _WITHOUT_LEGAL_FORMS)


def find_namesakes(model: type[Member | Person], names: Iterable[str]) -> QuerySet:
    """Return records with one of ``names``, current or former, in any spelling; one query."""
    keys = {stored_name_key(model, name) for name in names if name} - {""}
    if not keys:
        return model.objects.none()
    condition = Q(former_names__name_key__in=keys)
    for column in _COLUMNS[model]:
        condition |= Q(**{f"{column}__in": keys})
    return model.objects.filter(condition).distinct()


def filter_with_namesakes(model: type[Member | Person]) -> QuerySet:
    """Return the records that share their current name, each with the keys of the others as ``namesakes``."""
    same = Q()
    for own in _COLUMNS[model]:
        for theirs in _COLUMNS[model]:
            same |= Q(**{theirs: OuterRef(own)}) & ~Q(**{theirs: ""})
    named = Person.objects.not_erased() if model is Person else model.objects.all()
    others = named.filter(same).exclude(pk=OuterRef("pk")).order_by()
    others = others.exclude(is_different_from(model, OuterRef("pk")))
    return named.filter(Exists(others)).annotate(
        namesakes=ArraySubquery(others.order_by("pk").values("pk"))
    )
