"""Whether the database answers, said in one line."""

import psycopg
from django.db import connection


def why_unreachable() -> str | None:
    """One line that names the host and says why, or None where the database answers.

    Asks directly: the pool would try again for as long as its timeout before it said so.
    """
    parameters = connection.get_connection_params()
    parameters.pop("pool", None)
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    try:
        psycopg.connect(**parameters, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        host = parameters.get("host") or "the local socket"
        reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        return f"The database at {host} does not answer: {reason}"
    return None
