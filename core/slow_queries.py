"""A log of slow queries: the statement and its time, without its parameters."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

logger = logging.getLogger(__name__)
_LONGEST = 2000  # characters of a statement


def log_slow_queries() -> None:
    """Log each query that takes SLOW_QUERY_MS milliseconds or more; 0 logs none."""
    if settings.SLOW_QUERY_MS:
        connection_created.connect(_watch)


def _watch(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if _time_query not in connection.execute_wrappers:
        connection.execute_wrappers.append(_time_query)


def _time_query(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    start = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = (time.monotonic() - start) * 1000
        if milliseconds >= settings.SLOW_QUERY_MS:
            statement = " ".join(str(sql).split())[:_LONGEST]
            logger.warning("a query took %.0f ms: %s", milliseconds, statement)
