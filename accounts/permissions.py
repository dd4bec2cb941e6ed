"""The names of permissions on the screen, and which of them can be assigned."""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

_ACTIONS = {
    "view": pgettext_lazy("permission", "see"),
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
}


def assignable_permissions() -> QuerySet[Permission]:
    """Return the permissions on models with their own pages in the admin; inline rows follow their parent."""
    models = Q()
    for model in admin.site._registry:
        if not model._meta.proxy:
            models |= Q(
                content_type__app_label=model._meta.app_label,
                content_type__model=model._meta.model_name,
            )
    return Permission.objects.filter(models).select_related("content_type")


def permission_action_label(permission: Permission) -> str:
    """Return what the permission allows, in the user's language; the database has it in one language."""
    model = permission.content_type.model_class()
    action, _underscore, name = permission.codename.partition("_")
    if name == model._meta.model_name and action in _ACTIONS:
        return str(_ACTIONS[action])
    return str(dict(model._meta.permissions).get(permission.codename, permission.name))


def describe_permission(code: str) -> str:
    """Return what the permission ``app.codename`` allows and on what; ``code`` itself if it does not exist."""
    app, _dot, codename = code.partition(".")
    action, _underscore, name = codename.partition("_")
    for model in apps.all_models.get(app, {}).values():
        words = dict(model._meta.permissions).get(codename)
        if name == model._meta.model_name:
            words = words or _ACTIONS.get(action)
        if words:
            return f"{capfirst(model._meta.verbose_name_plural)}: {words}"
    return code


def group_permissions_by_model(permissions) -> list[tuple[str, list[Permission]]]:
    """Return pairs of a model's heading and its permissions, both in alphabetical order."""
    groups: dict[str, list[Permission]] = {}
    for permission in permissions:
        opts = permission.content_type.model_class()._meta
        heading = f"{opts.app_config.verbose_name}: {capfirst(opts.verbose_name_plural)}"
        groups.setdefault(heading, []).append(permission)
    usual = list(_ACTIONS)

    def place(permission):
        action = permission.codename.partition("_")[0]
        return (usual.index(action) if action in usual else len(usual), permission.codename)

    return [(heading, sorted(rows, key=place)) for heading, rows in sorted(groups.items())]
