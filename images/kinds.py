"""Kinds of pictures, known by what uses them: ``pictures`` of the admin classes names the fields."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
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
class PictureUse:
    """What a field uses pictures for.

    ``names`` are the fields of the form with the name of whose picture it is, ``alt`` is the alt text
    that is offered, with ``{name}`` in it.
    """

    kind: Kind
    names: tuple[str, ...]
    alt: Promise


def picture_uses() -> Iterator[tuple[type[Model], str, PictureUse]]:
    """Yield model, field and use of every field for logos and portraits."""
    for model, model_admin in admin.site._registry.items():
        for name, use in getattr(model_admin, "pictures", {}).items():
            yield model, name, use


def of_kind(pictures: QuerySet, kind: str) -> QuerySet:
    """Those of ``pictures`` that are of ``kind``; all of them where there is no such kind."""
    if kind not in Kind:
        return pictures
    used = Q()
    for model, name, use in picture_uses():
        if kind in (Kind.PHOTOGRAPH, use.kind):
            rows = model._base_manager.filter(**{name: OuterRef("pk")})
            used |= Q(Exists(rows))
    return pictures.exclude(used) if kind == Kind.PHOTOGRAPH else pictures.filter(used)


def chooser_attrs(field: Field) -> dict[str, str]:
    """What the chooser begins with for ``field``: its kind, and the alt text it offers by the name."""
    for model, name, use in picture_uses():
        if (model, name) == (field.model, field.name):
            offers = {}
            for language in ("en", "nb"):
                with override(language):
                    offers[f"data-alt-{language}"] = str(use.alt)
            return {"data-kind": use.kind, "data-named-by": " ".join(use.names), **offers}
    return {"data-kind": Kind.PHOTOGRAPH}
