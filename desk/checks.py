"""System checks of the registries: what has to be registered is, or the start names what is missing."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.db.models import PROTECT, Model
from django.utils.module_loading import import_string

from core.aliases import Mergeable
from desk.merging.mergeable import get_merge_kind
from desk.privacy.personal_data import PersonalData
from desk.toolkit.uses import has_uses, list_ways_used

_REGISTERS = re.compile(
    r"^(?:@(?:register_scheduled_task|register_panel|register_attention_source|register_uses_finder|leftover_finder)\b|(?:register_mergeable|register_moving_reference|register_permanent_reference)\()",
    re.M,
)


@register
def check_registrations(app_configs, **kwargs) -> list[Error]:
    """Check that each module that registers something is imported: desk.E001."""
    return [
        Error(
            f"The module {module} registers something, and nothing imports it.",
            hint="Import it in the admin of its app.",
            id="desk.E001",
        )
        for module in _registering_modules()
        if module not in sys.modules
    ]


def _registering_modules() -> Iterator[str]:
    root = Path(settings.BASE_DIR)
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if folder.parent == root:
            for path in sorted(folder.rglob("*.py")):
                if _REGISTERS.search(path.read_text()):
                    yield ".".join(path.relative_to(root).with_suffix("").parts)


@register
def check_personal_data(app_configs, **kwargs) -> list[Error]:
    """Check that ``personal_data`` of each app is a subclass of PersonalData: desk.E002."""
    errors = []
    for config in apps.get_app_configs():
        path = getattr(config, "personal_data", None)
        try:
            wrong = path and not issubclass(import_string(path), PersonalData)
        except ImportError:
            wrong = True
        if wrong:
            hint = "Name a subclass of desk.privacy.personal_data.PersonalData."
            message = f"{path} holds no personal data."
            errors.append(Error(message, hint=hint, obj=config, id="desk.E002"))
    return errors


@register
def check_merging(app_configs, **kwargs) -> list[Error]:
    """Check that each foreign key to a mergeable record is registered as moving or permanent: desk.E003."""
    errors = []
    for model in Mergeable.__subclasses__():
        kind = get_merge_kind(model)
        known = {
            (rows.model, rows.name)
            for rows in (*kind.moving, *kind.staying)
            if hasattr(rows, "name")
        }
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete or relation.many_to_many:
                continue
            field = relation.field
            if field.name != "merged_into" and (relation.related_model, field.name) not in known:
                hint = "Register it as moving or permanent reference in desk.merging.mergeable."
                message = f"Merging two records does not know what becomes of {field}."
                errors.append(Error(message, hint=hint, obj=model, id="desk.E003"))
    return errors


@register
def check_uses(app_configs, **kwargs) -> list[Error]:
    """Check that "Used by" lists each foreign key that protects a record: desk.E004."""
    errors = []
    for model in filter(has_uses, apps.get_models()):
        queries = " ".join(str(uses.rows.query) for uses in list_ways_used(_blank(model)))
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete or relation.many_to_many:
                continue
            table = relation.related_model._meta.db_table
            if relation.on_delete is PROTECT and f'"{table}"' not in queries:
                hint = "Add it to relation_labels of its admin class, or register a finder."
                message = f"“Used by” does not list what {relation.field} protects."
                errors.append(Error(message, hint=hint, obj=model, id="desk.E004"))
    return errors


def _blank(model: type[Model]) -> Model:
    has_slug = any(field.name == "slug" for field in model._meta.fields)
    return model(pk=1, **({"slug": "x"} if has_slug else {}))
