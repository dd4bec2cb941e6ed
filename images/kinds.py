"""Kinds of pictures, known by what uses them: ``pictures`` of the admin classes names the fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class PictureKind(TextChoices):
    """Filters of the picture chooser; a picture is a photograph unless used as a logo or portrait."""

    PHOTOGRAPH = "photograph", _("Photographs")
    PORTRAIT = "portrait", _("Portraits")
    LOGO = "logo", _("Logos")


@dataclass(frozen=True)
class PictureUse:
    """What a field uses pictures for.

    ``names`` are the fields of the form with the name of whose picture it is, ``alt`` is the alt text
    that is offered, with ``{name}`` in it.
    """

    kind: PictureKind
    names: tuple[str, ...]
    alt: Promise


def picture_uses() -> Iterator[tuple[type[Model], str, PictureUse]]:
    """Yield model, field and use of every field for logos and portraits."""
    for model, model_admin in admin.site._registry.items():
        for name, use in getattr(model_admin, "pictures", {}).items():
            yield model, name, use


def filter_by_kind(pictures: QuerySet, kind: str) -> QuerySet:
    """Filter ``pictures`` by ``kind``; an unknown kind filters nothing."""
    if kind not in PictureKind:
        return pictures
    used = Q()
    for model, name, use in picture_uses():
        if kind in (PictureKind.PHOTOGRAPH, use.kind):
            rows = model._base_manager.filter(**{name: OuterRef("pk")})
            used |= Q(Exists(rows))
    return pictures.exclude(used) if kind == PictureKind.PHOTOGRAPH else pictures.filter(used)


def chooser_attrs(field: Field) -> dict[str, str]:
    """Return the data attributes of the chooser for ``field``: its kind, and the suggested alt texts."""
    for model, name, use in picture_uses():
        if (model, name) == (field.model, field.name):
            offers = {}
            for language in ("en", "nb"):
                with override(language):
                    offers[f"data-alt-{language}"] = str(use.alt)
            return {"data-kind": use.kind, "data-named-by": " ".join(use.names), **offers}
    return {"data-kind": PictureKind.PHOTOGRAPH}
