"""What may come into the picture library, decided by content and never by a file's name."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

from images.decoding import protocol
from images.decoding.formats import MAX_BYTES

# of ours, and none of our secrets
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG")
_MESSAGES = {
    "too-large": _("The file is larger than 30 MB. Save a smaller version."),
    "no-picture": _(
        "This file is not a picture we can use. Use JPEG, HEIC, PNG, WebP, AVIF, GIF or SVG."
    ),
    "too-many-pixels": _(
        "The picture has more than %(most)s million pixels. Save a smaller version."
    ),
    "too-long-side": _(
        "The picture is wider or higher than %(most)s pixels. Save a smaller version."
    ),
    "animated": _("Moving pictures can't be used. Save one frame as a picture."),
    "progressive": _(
        "The picture is too large for a progressive JPEG. Save it again without “progressive”, or a "
        "smaller version."
    ),
    "damaged": _("The picture file is damaged. Save it again from the original."),
    "too-slow": _("The picture file takes too long to read. Save it again from the original."),
    "svg-too-large": _("The drawing is larger than 1 MB. Save a simpler version."),
    "svg-too-intricate": _("The drawing is too intricate. Save a simpler version."),
    "svg-unreadable": _(
        "This SVG can't be read, or holds what could do harm. Save it as a plain SVG."
    ),
    "svg-no-size": _("The drawing has no size that can be shown."),
}


@dataclass(frozen=True)
class AcceptedUpload:
    """An upload that passed validation.

    Size in pixels as it is seen, ending, the file to store (a drawing's is cleaned), its sha256,
    and, of anything but a drawing, a PNG with pixels enough for every rendition.
    """

    width: int
    height: int
    ending: str
    sha256: str
    file: File
    source: bytes


class Decoder:
    """The decoding process (:mod:`images.decoding`), for one file or several in turn.

    It starts with the first file. A context manager; not for several threads at once.
    """

    def __init__(self):
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "Decoder":
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()

    def inspect(self, file: File) -> AcceptedUpload:
        """Look at an uploaded file; raise ValidationError that says why it can't be used."""
        if file.size > MAX_BYTES:
            raise _refusal("too-large")
        facts, result = self._ask(protocol.INSPECT, file)
        if facts["ending"] == "svg":
            file, result = ContentFile(result), b""
        return AcceptedUpload(*facts["size"], facts["ending"], _sha256(file), file, result)

    def reduced(self, file: File) -> bytes:
        """Return a stored picture as a PNG with pixels enough for every rendition."""
        return self._ask(protocol.REDUCE, file)[1]

    def full(self, file: File) -> bytes:
        """Return a stored picture as a JPEG of its full size."""
        return self._ask(protocol.FULL, file)[1]

    def _ask(self, task: bytes, file: File) -> tuple[dict, bytes]:
        process = self._started()
        with contextlib.suppress(BrokenPipeError):  # it ended; why, its status says
            process.stdin.write(protocol.TASK.pack(task, file.size))
            for chunk in file.chunks():
                process.stdin.write(chunk)
            process.stdin.flush()
        header = process.stdout.read(protocol.ANSWER.size)
        if len(header) < protocol.ANSWER.size:
            status = self.close()
            raise _refusal("too-slow" if status == -signal.SIGPROF else "damaged")
        facts_length, result_length = protocol.ANSWER.unpack(header)
        facts = json.loads(process.stdout.read(facts_length))
        result = process.stdout.read(result_length)
        if "refused" in facts:
            raise _refusal(facts.pop("refused"), **facts)
        return facts, result

    def _started(self) -> subprocess.Popen:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "images.decoding"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=settings.BASE_DIR,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            )
        return self._process

    def close(self) -> int | None:
        """End the process; return its exit status, negative where a signal ended it."""
        process, self._process = self._process, None
        if process is None:
            return None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        return process.wait()


def inspect_upload(file: File) -> AcceptedUpload:
    """Validate an upload, chunk by chunk; raise ValidationError with the reason it can't be used."""
    with Decoder() as decoder:
        return decoder.inspect(file)


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _refusal(code: str, **params) -> ValidationError:
    return ValidationError(_MESSAGES[code], code=code, params=params)
