"""SVG logos, made safe: no script, no handler, nothing from elsewhere.

The cleaning is py-svg-hush's, which knows every element and attribute that SVG has and keeps only
what draws. It writes out the small entities that drawing programs use, leaves external ones empty
and refuses those that grow. Animation is refused here, as for other pictures.
"""

import io
import re
from xml.etree.ElementTree import ParseError, iterparse

from defusedxml.ElementTree import fromstring
from py_svg_hush import filter_svg

from images.decoding.formats import UnusableFile

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 200  # elements in one another; cleaning takes time by its square
MAX_ELEMENTS = 20_000
MAX_CLEANED_BYTES = 2 * MAX_BYTES  # the cleaner indents, which grows with the depth
_NUMBER = r"[0-9]+\.?[0-9]*|\.[0-9]+"
_LENGTH = re.compile(rf"\s*({_NUMBER})(?:px)?\s*")
_MOVING = {"animate", "animateColor", "animateMotion", "animateTransform", "discard", "set"}
_DEFAULT = (300.0, 150.0)  # of a replaced element without size, CSS 2.2 §10.3.2


def looks_like_svg(content: bytes) -> bool:
    """Return whether an upload claims to be an SVG; :func:`clean_svg` verifies it."""
    return b"<svg" in content[:2048].lower()


def clean_svg(content: bytes) -> bytes:
    """Return ``content`` without scripts and external references; raise UnusableFile if it is not an SVG."""
    if len(content) > MAX_BYTES:
        raise UnusableFile("svg-too-large")
    if _is_intricate(content):
        raise UnusableFile("svg-too-intricate")
    try:
        svg = filter_svg(content, keep_data_url_mime_types={"image": ["png", "jpeg", "webp"]})
    except ValueError as error:
        raise UnusableFile("svg-unreadable") from error
    if len(svg) > MAX_CLEANED_BYTES:
        raise UnusableFile("svg-too-intricate")
    if _MOVING & {element.tag.rpartition("}")[2] for element in fromstring(svg).iter()}:
        raise UnusableFile("animated")
    return svg


def _is_intricate(content: bytes) -> bool:
    """Whether elements are too deep in one another or too many, as far as the file can be read."""
    depth = elements = 0
    try:
        # defusedxml would stop at the first entity, before anything is counted; expat bounds their growth
        for event, element in iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314
            if event == "start":
                depth, elements = depth + 1, elements + 1
            else:
                depth -= 1
                element.clear()
            if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
                return True
    except (ParseError, ValueError):
        return False  # what is wrong with it, the cleaner finds out
    return False


def svg_size(svg: bytes) -> tuple[int, int]:
    """Return width and height in pixels of a cleaned SVG, from its size or view box."""
    root = fromstring(svg)
    box = [float(number) for number in re.findall(rf"-?(?:{_NUMBER})", root.get("viewBox", ""))]
    given = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(given):
        width, height = (float(match[1]) for match in given)
    elif len(box) == 4:
        width, height = box[2:]
    else:
        width, height = _DEFAULT
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise UnusableFile("svg-no-size")
    return max(round(width), 1), max(round(height), 1)
