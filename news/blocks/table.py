"""A table of texts and numbers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import LineField, LinesField, RowsField
from desk.toolkit.forms import DeskForm
from news.blocks import rows
from news.blocks.base import Block, BlockInline, register_inline
from news.blocks.number_columns import table_for_page


def validate_table(rows):
    """Raise ValidationError unless ``rows`` is a list of equally long lists of strings."""
    whole = isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    )
    if not whole:
        raise ValidationError(_("A table is a list of rows of texts."), code="table-shape")
    if len({len(row) for row in rows}) > 1:
        raise ValidationError(_("All rows need the same number of columns."), code="table-ragged")


class Table(Block):
    """A table with a header row and a caption."""

    kind, place = "table", 70

    caption = LineField(
        pgettext_lazy("of a table", "caption"), max_length=300, help_text=_("What the table shows.")
    )
    header = LinesField(_("header"), default=list, blank=True)
    rows = RowsField(_("rows"), default=list, validators=[validate_table])

    class Meta(Block.Meta):
        abstract = False
        verbose_name = _("table")
        verbose_name_plural = _("tables")

    def clean(self):
        if self.header and self.rows and len(self.header) != len(self.rows[0]):
            raise ValidationError(
                {"rows": _("The header and the rows need the same number of columns.")},
                code="table-ragged",
            )

    @classmethod
    def show(cls, block, page):
        return {**super().show(block, page), **table_for_page(block["header"], block["rows"])}

    @classmethod
    def package_problems(cls, block):
        header, rows = block.get("header") or [], block.get("rows")
        if rows is None:
            return
        try:
            validate_table([header, *rows] if header else rows)
        except ValidationError as error:
            yield "rows", error.messages[0]


class TableForm(DeskForm):
    """Form for a table, whose rows can be pasted."""

    header = rows.RowField(
        label=_("Header"),
        required=False,
        help_text=_("The names of the columns, with | between them: Country | Members"),
    )
    rows = rows.RowsField(
        label=_("Rows"),
        help_text=_("One row to a line, with | between the cells. Or paste from a spreadsheet."),
    )


@register_inline(Table)
class TableInline(BlockInline):
    """Inline for tables."""

    form = TableForm
    icon = "table_chart"
