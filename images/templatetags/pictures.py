"""Pictures in templates: always with width, height and alt text, never with an inline style."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from images.logos import logo_tile_html, name_tile_html
from images.renditions import FALLBACK, PictureFile, crop_renditions, whole_renditions

register = template.Library()


@register.simple_tag
def picture(image, kind="whole", *, sizes="100vw", css="", eager=False, lazy=True, alt=None):
    """Render ``image`` as ``whole``, ``card`` (3:2) or ``portrait`` (4:5) for the layout ``sizes``.

    ``eager`` is for the one picture that a page is seen by, ``lazy=False`` for others that are seen
    without scrolling; ``alt=""`` where words beside it say the same.
    """
    if alt is None:
        alt = "" if image.decorative else image.alt
    return _picture_html(PictureFile.of(image), kind, sizes, css, eager, lazy, alt)


@lru_cache(maxsize=2048, typed=True)
def _picture_html(file, kind, sizes, css, eager, lazy, alt) -> SafeString:
    def renditions(ending="webp"):
        return (
            whole_renditions(file, ending)
            if kind == "whole"
            else crop_renditions(file, kind, ending)
        )

    sources, fallback = {}, renditions()
    if not file.is_drawing:
        sources = {ending: renditions(ending) for ending in ("avif", "webp")}
        fallback = [jpg for jpg in renditions("jpg") if jpg.width <= FALLBACK] or fallback
    return render_to_string(
        "images/_picture.html",
        {
            "sources": sources,
            "fallback": fallback[-1],
            "largest": renditions()[-1],
            "sizes": sizes,
            "css": css,
            "eager": eager,
            "lazy": lazy,
            "alt": alt,
        },
    )


@register.simple_tag
def logo(member, tile="grid", *, lazy=True):
    """Render a member's logo or its name; without alt text, since the name stands beside it."""
    image = member.logo
    if not image:
        return name_tile_html(member.name)
    return logo_tile_html(image.public_id, image.width, image.height, image.is_drawing, tile, lazy)
