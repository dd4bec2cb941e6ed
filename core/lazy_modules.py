"""Libraries that take long to load and that few requests need."""

from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject


def import_when_used(name: str) -> Any:
    """Return the module ``name``, which is imported when something of it is first used."""
    return SimpleLazyObject(lambda: import_module(name))
