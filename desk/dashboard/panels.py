"""The front page of the desk: panels that apps register, each a few rows that lead somewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Row:
    """One line of a panel: where it leads, and a word on its state."""

    title: str
    address: str
    words: str = ""
    mark: str = ""


@dataclass
class Panel:
    """A heading with rows; ``empty`` is said where there are none, ``more`` leads to all."""

    title: str
    rows: list[Row]
    empty: str
    more: str = ""


Source = Callable[..., Panel | None]
_panels: list[tuple[int, Source]] = []
_attention: list[Callable[..., Iterable[Row]]] = []


def panel(order: int) -> Callable[[Source], Source]:
    """Register a function that gives a panel for a request, or None for who may not see it."""

    def register(source: Source) -> Source:
        _panels.append((order, source))
        return source

    return register


def attention(source):
    """Register a function that gives the rows of what needs attention, for a request."""
    _attention.append(source)
    return source


def panels_for(request) -> list[Panel]:
    found = [source(request) for _order, source in sorted(_panels, key=lambda each: each[0])]
    return [each for each in found if each is not None]


@panel(40)
def needs_attention(request) -> Panel:
    rows = [row for source in _attention for row in source(request)]
    return Panel(_("Needs attention"), rows, _("Nothing does."))


@dataclass(frozen=True)
class Action:
    """Something new that one may begin with."""

    title: str
    address: str
    first: bool = field(default=False)


def actions_for(site, request) -> list[Action]:
    """A button for each model that the desk offers to begin with and that the user may add."""
    found = []
    for model, model_admin in site._registry.items():
        words = getattr(model_admin, "begin_words", None)
        if words and model_admin.has_add_permission(request):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
            found.append(Action(capfirst(str(words)), address, first=not found))
    return found
