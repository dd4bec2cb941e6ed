"""System checks of the registries: what has to be registered is, or the start names what is missing."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from inspect import signature
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin import site
from django.contrib.staticfiles import finders
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import PROTECT, Model
from django.utils.module_loading import import_string

from core.aliases import Mergeable
from desk.dashboard.panels import list_attention_sources, list_panels
from desk.merging.mergeable import MergeKind, RowReference, get_merge_kind
from desk.privacy.personal_data import PersonalData
from desk.records.model_admin import DeskAdmin
from desk.tasks.outbox import list_mail_writers
from desk.tasks.scheduled_tasks import list_scheduled_tasks
from desk.toolkit.forms import DeskForm
from desk.toolkit.object_links import list_tool_sources
from desk.toolkit.uses import has_uses, list_uses_finders, list_ways_used

_REGISTERS = re.compile(
    r"^(?:@(?:\w+\.)?(?:register_scheduled_task|register_panel|register_attention_source|register_uses_finder|register_mail_writer|register_tool_source|register_list_action|register_problem_page|leftover_finder)\b|(?:\w+\.)?(?:register_mergeable|register_moving_reference|register_permanent_reference)\()",
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


def _own_apps() -> Iterator[AppConfig]:
    return (app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR)


def _registering_modules() -> Iterator[str]:
    for config in _own_apps():
        for path in sorted(Path(config.path).rglob("*.py")):
            if _REGISTERS.search(path.read_text()):
                module = path.relative_to(settings.BASE_DIR).with_suffix("")
                yield ".".join(module.parts)


@register
def check_registered_functions(app_configs, **kwargs) -> list[Error]:
    """Check that each registered function can be called as it will be, and once: desk.E005, desk.E006."""
    tasks = list_scheduled_tasks()
    registries: list[tuple[list[Callable], tuple, dict]] = [
        ([task.run for task in tasks], (), {"dry_run": True, "say": print}),
        (list_panels(), (None,), {}),
        (list_attention_sources(), (None,), {}),
        (list_mail_writers(), (None,), {}),
        *((finders, (None,), {}) for finders in list_uses_finders()),
        *((sources, (None, None), {}) for sources in list_tool_sources()),
    ]
    errors = [error for registry in registries for error in check_calls(*registry)]
    names = [f"the task {task.name!r}" for task in tasks]
    twice = [
        names,
        *([_name_of(function) for function in functions] for functions, *_ in registries),
    ]
    for registered in twice:
        for name, times in Counter(registered).items():
            if times > 1:
                hint = "Register it once; each task has a name of its own."
                errors.append(Error(f"Registered twice: {name}.", hint=hint, id="desk.E006"))
    return errors


def check_calls(functions: Iterable[Callable], positional: tuple, named: dict) -> Iterator[Error]:
    """Yield desk.E005 for each of ``functions`` that can't be called with such arguments."""
    for function in functions:
        try:
            signature(function).bind(*positional, **named)
        except TypeError as error:
            hint = "Give it the parameters that the docstring of its decorator names."
            message = f"{_name_of(function)} can't be called as it is registered: {error}."
            yield Error(message, hint=hint, obj=function, id="desk.E005")


def _name_of(function: Callable) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@register
def check_personal_data(app_configs, **kwargs) -> list[Error]:
    """Check that each app with models names a complete subclass of PersonalData, or None: desk.E002."""
    errors = []
    for config in _own_apps():
        if wrong := _why_no_personal_data(config):
            hint = (
                "Name a subclass of desk.privacy.personal_data.PersonalData as personal_data of the"
                " AppConfig, or None where the app stores nothing about people."
            )
            errors.append(Error(wrong, hint=hint, obj=config, id="desk.E002"))
    return errors


def _why_no_personal_data(config: AppConfig) -> str:
    if not hasattr(config, "personal_data"):
        return f"{config.name} does not say what it stores about people."
    path = config.personal_data
    if path is None:
        return ""
    try:
        data = import_string(path)
    except ImportError as error:
        return f"{path} can't be imported: {error}."
    if not (isinstance(data, type) and issubclass(data, PersonalData)):
        return f"{path} is not a subclass of PersonalData."
    if not isinstance(getattr(data, "erase_order", None), int):
        return f"{path} needs a number as erase_order."
    known = {*dir(PersonalData), "erase_order"}
    unknown = [name for name in vars(data) if not name.startswith("_") and name not in known]
    return f"Nothing asks {path} for {unknown[0]}." if unknown else ""


@register
def check_merging(app_configs, **kwargs) -> list[Error]:
    """Check that merging knows each mergeable model and what refers to its records: desk.E003, desk.E007."""
    errors = []
    for model in Mergeable.__subclasses__():
        kind = get_merge_kind(model)
        for message in _mistakes_in_merging(model, kind):
            hint = "Mend its call of register_mergeable or of the registered reference."
            errors.append(Error(message, hint=hint, obj=model, id="desk.E007"))
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


def _mistakes_in_merging(model: type[Mergeable], kind: MergeKind) -> Iterator[str]:
    if not kind.own:
        yield f"{model._meta.label} is mergeable, and register_mergeable is not called for it."
    for path in sorted(kind.own):
        if not _has_path(model, path):
            yield f"{model._meta.label} has no field {path!r} to keep when it is merged."
    references = [*kind.moving, *kind.staying]
    for rows in references:
        named = (rows.name, rows.once_in) if isinstance(rows, RowReference) else rows.names
        for path in (*named, rows.of, rows.period):
            if path and not _has_path(rows.model, path):
                yield f"Merging looks for {path!r} in {rows.model._meta.label}."
        if references.count(rows) > 1:
            yield f"Registered twice for merging: {rows.model._meta.label} ({rows.what})."


def _has_path(model: type[Model], path: str) -> bool:
    """Whether ``path`` (``edition__article``) leads along fields of ``model``."""
    try:
        for name in path.split("__"):
            model = model._meta.get_field(name).related_model
    except (AttributeError, FieldDoesNotExist):
        return False
    return True


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


@register
def check_names_in_admins(app_configs, **kwargs) -> list[Error]:
    """Check that scripts, fields and constraints that admins and forms name exist: desk.E008."""
    hint = "Correct the name, or take it out with what it named."
    return [
        Error(mistake, hint=hint, obj=model_admin.__class__, id="desk.E008")
        for model_admin in site._registry.values()
        if isinstance(model_admin, DeskAdmin)
        for mistake in _wrong_names(model_admin)
    ]


def _wrong_names(model_admin: DeskAdmin) -> Iterator[str]:
    for name in model_admin.modules:
        if not finders.find(f"desk/{name}.js"):
            yield f"modules names {name!r}, and static/desk/{name}.js does not exist."
    for name in model_admin.fixed:
        if not _has_path(model_admin.model, name):
            yield f"fixed names {name!r}, which is not a field."
    for part in (model_admin, *model_admin.inlines):
        if not issubclass(part.form, DeskForm):
            continue
        known = {
            constraint.name for constraint in part.model._meta.concrete_model._meta.constraints
        }
        for constraint, field in part.form.constraint_fields.items():
            where = f"constraint_fields of {part.form.__name__}"
            if constraint not in known:
                yield f"{where} names {constraint!r}, which is not a constraint."
            if field not in part.form.declared_fields and not _has_path(part.model, field):
                yield f"{where} names {field!r}, which is not a field."
