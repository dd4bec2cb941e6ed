"""The forms of an import: the file, and where its columns go."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.import_export.reader import SheetTable, read_spreadsheet
from desk.import_export.resources import SheetResource
from desk.import_export.run import ImportPlan

_EXAMPLES = 3


class SpreadsheetFileForm(forms.Form):
    """A spreadsheet; an unreadable one is an error of the field. ``table`` is its content."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, at most 10 MB. The first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"empty": gettext_lazy("There is nothing in the file.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        self.table = read_spreadsheet(file)
        return file


class ColumnsForm(forms.Form):
    """For each column of the file where it goes, with its first values beside it."""

    make_words = forms.BooleanField(
        label=gettext_lazy("Make categories and focus areas that are not there yet"), required=False
    )

    def __init__(
        self,
        data=None,
        *,
        table: SheetTable,
        resource_class: type[SheetResource],
        plan: ImportPlan,
        may_make_words: bool,
    ):
        super().__init__(data, label_suffix="", initial={"make_words": plan.make_words})
        self.table, self.resource_class = table, resource_class
        if not may_make_words:
            del self.fields["make_words"]
        columns = resource_class.columns()
        choices = [("", _("Leave out")), *((name, c.label) for name, c in columns.items())]
        for place, target in enumerate(plan.targets):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=table.column_name(place),
                choices=choices,
                required=False,
                initial=target or "",
            )

    def columns(self):
        """Yield each column's field with the first values of the column."""
        for place in range(len(self.table.headers)):
            filled = (cells[place] for _number, cells in self.table.lines if cells[place])
            yield {
                "field": self[f"column-{place}"],
                "examples": [text for text, _n in zip(filled, range(_EXAMPLES), strict=False)],
            }

    def clean(self):
        place_by_target = {}
        for place in range(len(self.table.headers)):
            target = self.cleaned_data.get(f"column-{place}")
            if target and target in place_by_target:
                self.add_error(
                    f"column-{place}",
                    _("“%(other)s” goes there already.")
                    % {"other": self.table.column_name(place_by_target[target])},
                )
            place_by_target.setdefault(target, place)
        if not {"slug", *self.resource_class.names} & set(place_by_target):
            raise ValidationError(
                _("Choose which column holds the name, or the web address."), code="no-name"
            )
        return self.cleaned_data

    @property
    def plan(self) -> ImportPlan:
        """Return the plan that the form describes."""
        places = range(len(self.table.headers))
        targets = [self.cleaned_data[f"column-{place}"] or None for place in places]
        return ImportPlan(targets, self.cleaned_data.get("make_words", False))
