"""Records with the same name but for its spelling: probably one, entered twice."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.name_keys import name_key_of
from desk.merging.distinct_pairs import is_different_from
from members.models import Member, Person

_COLUMNS = {Member: ("name_key_en", "name_key_nb"), Person: ("name_key",)}
_WITHOUT_LEGAL_FORMS = {Member}


def key_of_name(model: type[Member | Person], name: str) -> str:
    """The key that records of ``model`` called ``name`` have in the database."""
    return name_key_of(name, legal_forms=model in _WITHOUT_LEGAL_FORMS)


def namesakes_of(model: type[Member | Person], names: Iterable[str]) -> QuerySet:
    """Records called one of ``names`` now or formerly, in whatever spelling; one query."""
    keys = {key_of_name(model, name) for name in names if name} - {""}
    if not keys:
        return model.objects.none()
    found = Q(former_names__name_key__in=keys)
    for column in _COLUMNS[model]:
        found |= Q(**{f"{column}__in": keys})
    return model.objects.filter(found).distinct()


def having_namesakes(model: type[Member | Person]) -> QuerySet:
    """Records of whose name there are others today, each with the keys of these as ``namesakes``."""
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
