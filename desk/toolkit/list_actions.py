"""Actions that apps above add to the admin list of a model below them."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Model

_actions: dict[type[Model], list[Callable]] = defaultdict(list)


def register_list_action(model: type[Model]):
    """Register an admin action for the list of ``model``, from an app that lies above the one of ``model``."""

    def register(action: Callable) -> Callable:
        _actions[model].append(action)
        return action

    return register


def registered_actions(model: type[Model]) -> list[Callable]:
    """Return the actions that apps registered for the list of ``model``."""
    return list(_actions[model])
