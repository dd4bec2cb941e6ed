"""Pictures in templates: always with width, height and alt text, never with an inline style."""

from django import template

from images.logos import logo_tile_html, name_tile_html
from images.renditions import FALLBACK

register = template.Library()
_KINDS = {"whole": "renditions", "card": "cards", "portrait": "portraits"}


@register.inclusion_tag("images/_picture.html")
def picture(image, kind="whole", *, sizes="100vw", css="", eager=False, lazy=True, alt=None):
    """Render ``image`` as ``whole``, ``card`` (3:2) or ``portrait`` (4:5) for the layout ``sizes``.

    ``eager`` is for the one picture that a page is seen by, ``lazy=False`` for others that are seen
    without scrolling; ``alt=""`` where words beside it say the same.
    """
    renditions = getattr(image, _KINDS[kind])
    sources, fallback = {}, renditions()
    if not image.is_drawing:
        sources = {ending: renditions(ending) for ending in ("avif", "webp")}
        fallback = [each for each in renditions("jpg") if each.width <= FALLBACK] or fallback
    return {
        "image": image,
        "sources": sources,
        "fallback": fallback[-1],
        "largest": renditions()[-1],
        "sizes": sizes,
        "css": css,
        "eager": eager,
        "lazy": lazy,
        "alt": ("" if image.decorative else image.alt) if alt is None else alt,
    }


@register.simple_tag
def logo(member, tile="grid", *, lazy=True):
    """Render a member's logo or its name; without alt text, since the name stands beside it."""
    image = member.logo
    if not image:
        return name_tile_html(member.name)
    return logo_tile_html(image.public_id, image.width, image.height, image.is_drawing, tile, lazy)
