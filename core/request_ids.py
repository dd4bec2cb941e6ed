"""The id by which the log, the answer and the page of an error name a request."""

import re
import uuid

_SANE = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id_for(given: str) -> str:
    """Return a proxy's ``X-Request-ID`` where it is a sane one, else a new one."""
    return given if _SANE.fullmatch(given) else uuid.uuid4().hex
