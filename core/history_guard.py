"""The doors past the guards of history that the database keeps."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def door_open(door: str):
    """Let the guards (news 0002, desk 0002) pass what ``door`` stands for, in here only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('news.history_door', %s, true)", [door])
        yield
        cursor.execute("SELECT set_config('news.history_door', '', true)")
