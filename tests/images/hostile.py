"""Files made to hurt whoever decodes them, with the code of the refusal each one meets."""

import io
import struct
import zlib

from PIL import Image as Pillow

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">{}</svg>'
_PNG = b"\x89PNG\r\n\x1a\n"


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, more: bytes = b"") -> bytes:
    """A PNG with a header that says ``width`` by ``height``, and pixels of 10 by 10."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = _chunk(b"IDAT", zlib.compress(bytes(310)))
    return _PNG + _chunk(b"IHDR", header) + more + pixels + _chunk(b"IEND")


def encoded(form: str, size=(16, 12), frames: int = 1, **options) -> bytes:
    pictures = [Pillow.new("RGB", size, (number * 80, 60, 90)) for number in range(frames)]
    if frames > 1:
        options |= {"save_all": True, "append_images": pictures[1:]}
    buffer = io.BytesIO()
    pictures[0].save(buffer, form, **options)
    return buffer.getvalue()


def _jpeg(after_start: bytes) -> bytes:
    content = encoded("JPEG")
    return content[:2] + after_start + content[2:]


def _gif(extensions: bytes = b"", frames: bytes = b"", size=(10, 10)) -> bytes:
    start = b"GIF89a" + struct.pack("<HHBBB", *size, 0xF0, 0, 0) + bytes(3) + b"\xff" * 3
    return start + extensions + frames + b";"


def _scanned(times: int, before: bytes = b"") -> bytes:
    """A progressive JPEG whose last scan comes ``times`` times more, with ``before`` before those."""
    content = encoded("JPEG", (2000, 2000), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + before + content[last:-2] * times + content[-2:]


_GIF_FRAME = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"

HOSTILE = {
    "nothing": (b"", "no-picture"),
    "a header of 900 megapixels": (png(30_000, 30_000), "too-many-pixels"),
    "a side of 20,000 pixels": (png(20_000, 10), "too-long-side"),
    "a GIF's canvas of 4,294 megapixels": (
        _gif(frames=_GIF_FRAME, size=(65_535,) * 2),
        "too-many-pixels",
    ),
    "a million empty PNG chunks": (png(10, 10, _chunk(b"abCd") * 1_500_000), "too-slow"),
    "five million JPEG comments": (_jpeg(b"\xff\xfe\x00\x02" * 5_000_000), "too-slow"),
    "six million GIF extensions": (_gif(b"!\xfe\x00" * 6_000_000, _GIF_FRAME), "too-slow"),
    "a million GIF frames": (_gif(frames=_GIF_FRAME * 1_200_000), "animated"),
    "a moving WebP": (encoded("WEBP", frames=3), "animated"),
    "a moving AVIF": (encoded("AVIF", frames=3), "animated"),
    "a moving PNG": (encoded("PNG", frames=3), "animated"),
    "a JPEG of 310 scans": (_scanned(300), "progressive"),
    "310 scans behind a marker without a length": (_scanned(300, b"\xff\x01"), "progressive"),
    "half a JPEG": (encoded("JPEG", (640, 480))[:2500], "damaged"),
    "a PNG whose pixels end early": (png(400, 300), "damaged"),
    "a text chunk that unpacks to 100 MB": (
        png(10, 10, _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000)))),
        "no-picture",
    ),
    "a TIFF": (encoded("TIFF"), "no-picture"),
    "a bitmap": (encoded("BMP"), "no-picture"),
    "an icon": (encoded("ICO"), "no-picture"),
    "a JPEG 2000": (encoded("JPEG2000"), "no-picture"),
    "a zip file": (b"PK\x03\x04" + zlib.compress(bytes(50_000_000)), "no-picture"),
    "an SVG of 200,000 elements": (SVG.format("<g/>" * 200_000).encode(), "svg-too-intricate"),
    "an SVG that grows by indenting": (
        SVG.format(("<g>" * 190 + "</g>" * 190) * 90).encode(),
        "svg-too-intricate",
    ),
    "an SVG of 150,000 entities": (
        f"<!DOCTYPE svg [<!ENTITY a '{'x' * 1000}'>]>".encode()
        + SVG.format("&a;" * 150_000).encode(),
        "too-slow",
    ),
}
