"""Whether the database answers, said in one line."""

import psycopg
from django.db import connection


def why_unreachable() -> str | None:
    """Return one line that names the host and says why, or None where the database answers.

    It asks without the pool, which would only say that it took too long.
    """
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    try:
        psycopg.connect(**parameters).close()
    except psycopg.Error as error:
        host = parameters.get("host") or "the local socket"
        reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        return f"The database at {host} does not answer: {reason}"
    return None
