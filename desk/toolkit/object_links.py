"""What can be done with a record besides saving it, or with a list: a quiet row of links above it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Tool:
    """One link, or with ``posts`` one button that acts at once; ``name`` is for scripts."""

    label: str
    address: str
    posts: bool = False
    name: str = ""


_of_lists: dict[type[Model], list[Callable]] = defaultdict(list)


def list_tool(model: type[Model]):
    """Register a function that gives a tool above the list of ``model`` for a request, or None."""

    def register(source):
        _of_lists[model].append(source)
        return source

    return register


def list_tools(model: type[Model], request) -> list[Tool]:
    found = [source(request) for source in _of_lists[model]]
    return [tool for tool in found if tool is not None]
