"""Form errors that name the other row that is in the way, and lead to it."""

from itertools import combinations

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk.formsets import DeskFormSet
from members.standing import term_in_words


def link_to(record, words: str) -> ValidationError:
    opts = record._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    return ValidationError(_in_the_way(address, words), code="in-the-way")


class MembershipFormSet(DeskFormSet):
    """Memberships of one organisation, of which no two may overlap."""

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if self._counts(form)]
        rows.sort(key=lambda form: form.cleaned_data["period"].lower)
        for earlier, later in combinations(rows, 2):
            before, after = (form.cleaned_data["period"] for form in (earlier, later))
            if before.upper is None or before.upper > after.lower:
                row = f"#id_{earlier.prefix}-period_0"
                later.add_error(
                    "period",
                    ValidationError(_in_the_way(row, term_in_words(before)), code="in-the-way"),
                )

    def _counts(self, form) -> bool:
        return bool(form.cleaned_data.get("period")) and not form.cleaned_data.get("DELETE")


def _in_the_way(address: str, words: str) -> str:
    return format_html('{} <a href="{}">{}</a>', _("In the way is:"), address, words)
