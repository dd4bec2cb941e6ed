"""A box of facts: a title, and pairs of label and value such as "Founded" and "2014"."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, RowsField
from desk.toolkit.forms import DeskForm
from news.blocks import rows
from news.blocks.base import Block, BlockInline, register_inline

# true of anything but a list of two non-empty texts
_MALFORMED = (
    'strict $[*] ? (@.type() != "array" || @.size() != 2 || @[*].type() != "string" || @[*] == "")'
)


def validate_pairs(pairs):
    """Raise ValidationError unless ``pairs`` is a list of labels and values, none of them empty."""
    whole = isinstance(pairs, list) and all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(text, str) and text.strip() for text in pair)
        for pair in pairs
    )
    if not whole:
        raise ValidationError(_("Each fact needs a label and a value."), code="pair-malformed")
    if not pairs:
        raise ValidationError(_("Write at least one fact."), code="pairs-empty")


class FactBox(Block):
    """A box of facts: a title and pairs of label and value."""

    kind, place = "fact_box", 75

    title = LineField(_("title"), max_length=200)
    pairs = RowsField(_("facts"), default=list, validators=[validate_pairs])

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("fact box")
        verbose_name_plural = _("fact boxes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(pairs=[])
                & Q(
                    Func(
                        "pairs",
                        Value(_MALFORMED),
                        function="NOT jsonb_path_exists",
                        template="%(function)s(%(expressions)s::jsonpath)",
                        output_field=models.BooleanField(),
                    )
                ),
                name="fact_box_pairs",
                violation_error_message=_("Each fact needs a label and a value."),
            )
        ]

    @classmethod
    def package_problems(cls, block):
        if block.get("pairs") is None:
            return
        try:
            validate_pairs(block["pairs"])
        except ValidationError as error:
            yield "pairs", error.messages[0]


class FactBoxForm(DeskForm):
    """Form for a fact box, whose pairs can be pasted from two columns."""

    constraint_fields = {"fact_box_pairs": "pairs"}

    pairs = rows.RowsField(
        label=_("Facts"),
        help_text=_("One fact to a line: Founded | 2014. Or paste two columns from a spreadsheet."),
        validators=[validate_pairs],
    )


@register_inline(FactBox)
class FactBoxInline(BlockInline):
    """Inline for fact boxes."""

    form = FactBoxForm
    icon = "fact_check"
