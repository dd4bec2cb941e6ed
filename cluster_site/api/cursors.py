"""Pages of any list by a cursor: the values of the last row, which the caller hands back unread."""

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from core.moment import parse_moment

PAGE_SIZE = 100
_LARGEST = 2**63 - 1
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")


class InvalidParameter(ValueError):
    """An invalid query parameter; the message names it."""


def paginate_by_cursor(
    rows: QuerySet, keys: dict[str, type], after: str | None, *, newest_first=False
):
    """Return a page of ``rows`` ordered by ``keys``, and the cursor of the next page or None.

    ``keys`` names what the rows are ordered by, and the type of each; the last is unique.
    """
    if after:
        beyond = TupleLessThan if newest_first else TupleGreaterThan
        rows = rows.filter(beyond(tuple(F(key) for key in keys), _values(after, keys)))
    order = [F(key).desc() if newest_first else F(key).asc() for key in keys]
    page = list(rows.order_by(*order)[: PAGE_SIZE + 1])
    if len(page) <= PAGE_SIZE:
        return page, None
    page = page[:PAGE_SIZE]
    return page, _cursor(page[-1], keys)


def _cursor(row, keys) -> str:
    values = []
    for key in keys:
        value = row
        for name in key.split("__"):
            value = getattr(value, name)
        values.append(value.isoformat() if isinstance(value, datetime) else value)
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _values(cursor: str, keys: dict[str, type]) -> tuple:
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InvalidParameter("after") from error
    if not isinstance(values, list) or len(values) != len(keys):
        raise InvalidParameter("after")
    return tuple(_value(value, kind) for value, kind in zip(values, keys.values(), strict=True))


def _value(value, kind):
    if kind is datetime and isinstance(value, str):
        value = parse_moment(value)
    if type(value) is not kind:
        raise InvalidParameter("after")
    # a NUL, and half a character, which JSON can write: PostgreSQL takes neither
    if (kind is int and abs(value) > _LARGEST) or (kind is str and _NO_TEXT.search(value)):
        raise InvalidParameter("after")
    return value
