"""Links above a form or a list: what can be done besides saving."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class ToolLink:
    """One link, or with ``posts`` a button that acts at once; ``name`` is for scripts.

    ``token`` is sent with a button that creates a record (:mod:`desk.autosave.sent_once`).
    """

    label: str
    address: str
    posts: bool = False
    name: str = ""
    token: str = ""


ToolSource = Callable[[Any, Any], Iterable[ToolLink]]
_sources: dict[type[Model], list[ToolSource]] = defaultdict(list)


def register_tool_source(model: type[Model]):
    """Register a function that yields tools above the form of a record of ``model``.

    It is called with the request and the record, by an app that lies above the one of ``model``.
    """

    def register(source: ToolSource) -> ToolSource:
        _sources[model].append(source)
        return source

    return register


def list_tool_sources() -> list[list[ToolSource]]:
    """Return the registered functions, those of each model together."""
    return [list(sources) for sources in _sources.values()]


def registered_tools(request, record: Model) -> list[ToolLink]:
    """Return the tools that apps registered for the form of ``record``."""
    sources = _sources.get(record._meta.concrete_model, ())
    return [tool for source in sources for tool in source(request, record)]
