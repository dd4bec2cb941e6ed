"""A system check that each kind of block is complete; the registry imports it with the kinds."""

from inspect import Parameter, signature

from django.core.checks import Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from news.blocks.base import (
    Block,
    BlockContent,
    BlockInline,
    RemovedBlock,
    UnfinishedBlock,
)
from news.blocks.part_types import make_part
from news.blocks.record_parts import RECORD_KINDS, RecordPart

# methods that drafts, editions, packages, corrections and erasing call on a block
ANSWERS = (
    "parts",
    "freeze",
    "draft_values",
    "package_values",
    "show",
    "references",
    "quotation",
    "statement_key",
    "portrayed",
    "texts",
    "htmls",
    "files",
    "outside_urls",
    "running_text",
    "problems",
    "package_problems",
    "replace_records",
    "redact",
    "read_rows",
    "write_values",
    "naming",
    "linking",
)


@register
def check_blocks(app_configs, **kwargs) -> list[Error]:
    """Return an error for each missing or wrong part of a kind of block."""
    kinds = Block.__subclasses__()
    return [error for model in kinds for error in _errors_of(model, kinds)]


def _errors_of(model: type[Block], kinds: list[type[Block]]):
    name = model._meta.label
    taken = [UnfinishedBlock.kind, RemovedBlock.kind, *(other.kind for other in kinds)]
    if not model.kind or taken.count(model.kind) > 1:
        yield Error(
            f"{name} needs a kind of its own, not {model.kind!r}.",
            hint='Set "kind", the name in editions and packages, as in kind = "fact_box".',
            id="news.E001",
        )
    if not model.place or [other.place for other in kinds].count(model.place) > 1:
        yield Error(
            f"{name} needs a place of its own among the buttons, not {model.place}.",
            hint='Set "place" to a number that no other kind has.',
            id="news.E006",
        )
    inline = model.inline
    if inline is None or not issubclass(inline, BlockInline) or inline.model is not model:
        yield Error(
            f"{name} has no inline in the form of an article.",
            hint="Write a BlockInline below the model and decorate it with @register_inline(Model).",
            id="news.E002",
        )
    for below in model.__subclasses__():
        yield Error(
            f"{below._meta.label} is a kind of {name}, and editors are offered neither of its own.",
            hint="Derive each kind of block from Block, and share code through a mixin.",
            id="news.E010",
        )
    template = model.template_name()
    try:
        get_template(template)
    except TemplateDoesNotExist:
        yield Error(f"{name} has no template.", hint=f"Add templates/{template}.", id="news.E003")
    shared = {field.name for field in Block._meta.get_fields()} | {model._meta.pk.name}
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if field.name in shared:
            continue
        part = make_part(field)
        if isinstance(part, RecordPart) and part.kind not in RECORD_KINDS:
            yield Error(
                f"{name}.{field.name}: neither pages nor packages show a {part.kind}.",
                hint=f"A block may refer to records of these models: {', '.join(RECORD_KINDS)}.",
                id="news.E007",
            )
        if part is None:
            yield Error(
                f"{name}.{field.name}: no part is made for a {type(field).__name__}.",
                hint="Use a field that news/blocks/parts.py knows, or add a part there.",
                id="news.E004",
            )
    for answer in ANSWERS:
        if not _answers(model, answer):
            yield Error(
                f"{name} does not answer {answer}() as other blocks do.",
                hint=f"See {answer}() of BlockContent or Block in news/blocks/base.py.",
                id="news.E005",
            )

    for answer, method in vars(model).items():
        own_helper = answer.startswith("_") or not isinstance(method, classmethod)
        if not own_helper and not hasattr(Block, answer):
            yield Error(
                f"{name} answers {answer}(), which nothing asks of a block.",
                hint="Give it the name that it has in news/blocks/base.py; its own helpers begin with _.",
                id="news.E008",
            )
    for part in model.parts_for_matching:
        if part not in model.parts():
            yield Error(
                f"{name} has no part {part!r} by which a translation could be matched.",
                hint="Name parts of the block in parts_for_matching.",
                id="news.E009",
            )


def _answers(model: type[Block], answer: str) -> bool:
    """Whether ``model`` has the method, with the parameters that its callers give."""
    method = getattr(model, answer, None)
    base = getattr(BlockContent, answer, None) or getattr(Block, answer, None)
    if not callable(method) or not callable(base):
        return False
    return _parameters(method) == _parameters(base)


def _parameters(method) -> list[tuple[str, Parameter.kind]]:
    return [(parameter.name, parameter.kind) for parameter in signature(method).parameters.values()]
