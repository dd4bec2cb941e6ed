"""The id that names a request in the log, in its response and on the error page."""

import re
import uuid

_SANE = re.compile(r"[A-Za-z0-9-]{8,64}")


def choose_request_id(proxy_id: str) -> str:
    """Return the ``X-Request-ID`` of a proxy if it is well formed, else a new one."""
    return proxy_id if _SANE.fullmatch(proxy_id) else uuid.uuid4().hex
