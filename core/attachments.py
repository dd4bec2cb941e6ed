"""The Content-Disposition header of downloads."""

import re
from urllib.parse import quote

from django.utils.http import content_disposition_header

from core.folding import fold_text

_NOT_IN_A_NAME = re.compile(r"[^\w.()-]+", re.ASCII)


def attachment_header(name: str) -> str:
    """Return a ``Content-Disposition`` that saves the file as ``name``, in any script.

    Programs that do not read ``filename*`` get a name without accents.
    """
    if name.isascii():
        return content_disposition_header(True, name)
    latin = "".join(fold_text(c).upper() if c.isupper() else fold_text(c) for c in name)
    latin = _NOT_IN_A_NAME.sub("_", latin)
    return f"attachment; filename=\"{latin}\"; filename*=UTF-8''{quote(name, safe='')}"
