"""The decoding process: reads tasks, answers them, and ends when there are no more.

Decoders are written in C and are fed what somebody uploaded. Here a crash ends this process alone,
its memory is bounded, and a timer ends it where a file takes more processor time than pictures of
its size do. It has no settings, no secrets and no connection to the database.
"""

import io
import json
import os
import resource
import signal
import sys
import warnings

from PIL import Image as Pillow

from images.decoding import pixels, svg
from images.decoding.background import flatten_on_white
from images.decoding.formats import MEGAPIXEL, UnusableFile, find_picture_format
from images.decoding.protocol import ANSWER, FULL, INSPECT, REDUCE, TASK

_MEMORY = 640 * 1024**2  # bytes
_HEADER_TIME = 0.5  # seconds of processor time


def main() -> None:
    """Decode pictures for the parent process until its pipe closes."""
    _limit_itself()
    warnings.simplefilter("ignore")
    while header := sys.stdin.buffer.read(TASK.size):
        task, length = TASK.unpack(header)
        content = sys.stdin.buffer.read(length)
        try:
            facts, result = _TASKS[task](content)
        except UnusableFile as refused:
            facts, result = {"refused": refused.code, **refused.facts}, b""
        _allow(0)  # switches the timer off
        encoded = json.dumps(facts).encode()
        sys.stdout.buffer.write(ANSWER.pack(len(encoded), len(result)) + encoded + result)
        sys.stdout.buffer.flush()


def _inspect(content: bytes) -> tuple[dict, bytes]:
    """Check an upload; the result is a clean drawing, or pixels enough for every rendition."""
    _allow(_HEADER_TIME)
    if svg.looks_like_svg(content):
        drawing = svg.clean_svg(content)
        return {"ending": "svg", "size": svg.svg_size(drawing)}, drawing
    picture = pixels.open_picture(content)
    pixels.check_limits(picture)
    facts = {
        "ending": find_picture_format(picture.format).ending,
        "size": pixels.upright_size(picture),
    }
    return facts, _encoded(picture, pixels.decode_reduced, "PNG", compress_level=1)


def _reduce(content: bytes) -> tuple[dict, bytes]:
    """Decode a picture that was accepted earlier, maybe under other limits."""
    _allow(_HEADER_TIME)
    picture = pixels.open_picture(content)
    return {}, _encoded(picture, pixels.decode_reduced, "PNG", compress_level=1)


def _full(content: bytes) -> tuple[dict, bytes]:
    """Decode at full size, to a JPEG."""
    _allow(_HEADER_TIME)
    picture = pixels.open_picture(content)
    return {}, _encoded(
        picture, lambda p: flatten_on_white(pixels.decode_full_size(p)), "JPEG", quality=92
    )


_TASKS = {INSPECT: _inspect, REDUCE: _reduce, FULL: _full}


def _encoded(picture: Pillow.Image, decode, name: str, **options) -> bytes:
    megapixels = picture.width * picture.height / MEGAPIXEL
    _allow(2 * _HEADER_TIME + megapixels / find_picture_format(picture.format).megapixels_a_second)
    buffer = io.BytesIO()
    try:
        decode(picture).save(buffer, name, **options)
    except Exception as error:  # decoders raise whatever the broken file provokes
        raise UnusableFile("damaged") from error
    return buffer.getvalue()


def _allow(seconds: float) -> None:
    """Let the process use ``seconds`` more of processor time; SIGPROF then ends it."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_itself() -> None:
    os.nice(5)  # visitors come first
    if sys.platform == "linux":  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()
