"""The dashboard: panels that apps register, each with a few rows that link somewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PanelRow:
    """One line of a panel: its link, empty if it has none, and a word on its state."""

    title: str
    address: str
    words: str = ""
    mark: str = ""


@dataclass
class Panel:
    """A heading with rows; ``empty`` is the text without rows, ``more`` the link to all of them."""

    title: str
    rows: list[PanelRow]
    empty: str
    more: str = ""


Source = Callable[..., Panel | None]
_panels: list[tuple[int, Source]] = []
_attention: list[Callable[..., Iterable[PanelRow]]] = []


def register_panel(order: int) -> Callable[[Source], Source]:
    """Register a function that returns a panel for a request, or None if the user may not see it."""

    def register(source: Source) -> Source:
        _panels.append((order, source))
        return source

    return register


def register_attention_source(source):
    """Register a function that returns the rows that need attention, for a request."""
    _attention.append(source)
    return source


def list_panels() -> list[Source]:
    """Return the registered functions of panels, in order."""
    return [source for _order, source in sorted(_panels, key=lambda entry: entry[0])]


def list_attention_sources() -> list[Callable[..., Iterable[PanelRow]]]:
    """Return the registered functions of what needs attention."""
    return list(_attention)


def build_panels(request) -> list[Panel]:
    """Return the panels that the user of ``request`` may see, in order."""
    panels = [source(request) for source in list_panels()]
    return [panel for panel in panels if panel is not None]


@register_panel(40)
def attention_panel(request) -> Panel:
    """Return the panel of what needs attention."""
    rows = [row for source in _attention for row in source(request)]
    return Panel(_("Needs attention"), rows, _("Nothing does."))


@dataclass(frozen=True)
class StartAction:
    """A button to add a record."""

    title: str
    address: str
    first: bool = field(default=False)


def start_actions(site, request) -> list[StartAction]:
    """Return a button for each model that the dashboard offers and the user may add."""
    actions = []
    for model, model_admin in site._registry.items():
        words = getattr(model_admin, "begin_words", None)
        if words and model_admin.has_add_permission(request):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
            actions.append(StartAction(capfirst(str(words)), address, first=not actions))
    return actions
