"""Kinds of pictures, told by what uses them; the apps above register their logos and portraits."""

from dataclasses import dataclass

from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class Kind(TextChoices):
    """What the chooser can be narrowed to; a photograph is whatever is not used as another kind."""

    PHOTOGRAPH = "photograph", _("Photographs")
    PORTRAIT = "portrait", _("Portraits")
    LOGO = "logo", _("Logos")


@dataclass(frozen=True)
class _Usage:
    """A field whose pictures are of ``kind``; ``names`` are the fields with the name of whose it is."""

    kind: Kind
    model: type[Model]
    field: str
    names: tuple[str, ...]
    alt: Promise


_usages: list[_Usage] = []


def pictures_of_kind(
    kind: Kind, model: type[Model], field: str, *, names: tuple[str, ...], alt: Promise
) -> None:
    """Register that the pictures in ``field`` of ``model`` are of ``kind``.

    ``alt`` is the alt text that is offered for them, with ``{name}`` in it.
    """
    _usages.append(_Usage(kind, model, field, names, alt))


def of_kind(pictures: QuerySet, kind: str) -> QuerySet:
    """Those of ``pictures`` that are of ``kind``; all of them where there is no such kind."""
    if kind not in Kind:
        return pictures
    used = Q()
    for usage in _usages:
        if kind in (Kind.PHOTOGRAPH, usage.kind):
            rows = usage.model._base_manager.filter(**{usage.field: OuterRef("pk")})
            used |= Q(Exists(rows))
    return pictures.exclude(used) if kind == Kind.PHOTOGRAPH else pictures.filter(used)


def chooser_attrs(field: Field) -> dict[str, str]:
    """What the chooser begins with for ``field``: its kind, and the alt text it offers by the name."""
    for usage in _usages:
        if (usage.model, usage.field) == (field.model, field.name):
            offers = {}
            for language in ("en", "nb"):
                with override(language):
                    offers[f"data-alt-{language}"] = str(usage.alt)
            return {"data-kind": usage.kind, "data-named-by": " ".join(usage.names), **offers}
    return {"data-kind": Kind.PHOTOGRAPH}
