"""Attach the problems found by publishing to the fields of an article's form."""

from collections.abc import Iterable, Iterator

from core.parsing import parse_whole_number
from desk.toolkit.error_list import ErrorLocation
from news.publishing.checks import WARNING, Problem


def mark_problems(
    problems: Iterable[Problem], context: dict
) -> Iterator[tuple[Problem, ErrorLocation]]:
    """Add each problem to the form as an error and yield it with its place there."""
    form = context["adminform"].form
    blocks = _blocks_in_order(context["inline_admin_formsets"])
    for problem in problems:
        place, _bracket, rest = problem.place.partition("[")
        written, _bracket, name = rest.partition("].")
        number = parse_whole_number(written)
        where, anchor = "", f"id_{place}"
        if place == "blocks" and number is not None and number < len(blocks):
            block, block_form = blocks[number]
            where = f"{block.opts.verbose_name} {number + 1}".capitalize()
            anchor = f"id_{block_form.add_prefix(name)}" if name else block_form.prefix
            if problem.level != WARNING and name in block_form.fields:
                block_form.add_error(name, problem.message)
        elif place in form.fields:
            where = form.fields[place].label
        else:
            anchor = "content-main"
        yield problem, ErrorLocation(problem.message, anchor, where, problem.level)


def _blocks_in_order(inline_admin_formsets):
    """Return the saved blocks in the order of the checked draft."""
    blocks = []
    for block in inline_admin_formsets:
        for form in block.formset.forms:
            cleaned = getattr(form, "cleaned_data", None)
            if "ordering" not in form.fields or not cleaned or cleaned.get("DELETE"):
                continue
            if form.instance.pk or form.has_changed():
                blocks.append((cleaned.get("ordering") or 0, len(blocks), block, form))
    return [(block, form) for _order, _place, block, form in sorted(blocks, key=lambda b: b[:2])]
