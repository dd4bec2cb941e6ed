"""SVG logos, made safe: no script, no handler, nothing from elsewhere.

The cleaning is py-svg-hush's, which knows every element and attribute that SVG has and keeps only
what draws. It writes out the small entities that drawing programs use, leaves external ones empty
and refuses those that grow. Animation is refused here, as for other pictures.
"""

import io
import re
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from py_svg_hush import filter_svg

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 200  # elements in one another; cleaning takes time by its square
_NUMBER = r"[0-9]+\.?[0-9]*|\.[0-9]+"
_LENGTH = re.compile(rf"\s*({_NUMBER})(?:px)?\s*")
_MOVING = {"animate", "animateColor", "animateMotion", "animateTransform", "discard", "set"}
_DEFAULT = (300.0, 150.0)  # of a replaced element without size, CSS 2.2 §10.3.2


def looks_like_svg(content: bytes) -> bool:
    """Whether an upload claims to be SVG; what it really is, :func:`cleaned` finds out."""
    return b"<svg" in content[:2048].lower()


def cleaned(content: bytes) -> bytes:
    """``content`` with nothing left that could run or load; raises ValidationError where it is no SVG."""
    if len(content) > MAX_BYTES:
        raise ValidationError(
            _("The drawing is larger than 1 MB. Save a simpler version."), code="too-large"
        )
    if _depth_passes(content, MAX_DEPTH):
        raise ValidationError(
            _("The drawing is too intricate. Save a simpler version."), code="too-deep"
        )
    try:
        svg = filter_svg(content, keep_data_url_mime_types={"image": ["png", "jpeg", "webp"]})
    except ValueError as error:
        raise ValidationError(
            _("This SVG can't be read, or holds what could do harm. Save it as a plain SVG."),
            code="no-svg",
        ) from error
    if _MOVING & {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}:
        raise ValidationError(
            _("Moving pictures can't be used. Save one frame as a picture."), code="animated"
        )
    return svg


def _depth_passes(content: bytes, limit: int) -> bool:
    """Whether elements stand in one another more than ``limit`` deep, as far as it can be read."""
    depth = 0
    try:
        for event, _element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > limit:
                return True
    except (ElementTree.ParseError, ValueError):
        return False  # what is wrong with it, the cleaning says
    return False


def size_of(svg: bytes) -> tuple[int, int]:
    """Width and height in pixels of a cleaned drawing, from its size or its view box."""
    root = ElementTree.fromstring(svg)
    box = [float(number) for number in re.findall(rf"-?(?:{_NUMBER})", root.get("viewBox", ""))]
    given = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(given):
        width, height = (float(found[1]) for found in given)
    elif len(box) == 4:
        width, height = box[2:]
    else:
        width, height = _DEFAULT
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise ValidationError(_("The drawing has no size that can be shown."), code="no-size")
    return max(round(width), 1), max(round(height), 1)
