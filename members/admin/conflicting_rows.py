"""Form errors that name the conflicting row and link to it."""

from itertools import combinations

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk.toolkit.formsets import DeskFormSet
from members.standing import format_term


def describe_conflict_with(record, words: str) -> ValidationError:
    """Return a message that ``record`` conflicts; its link opens a new window, so nothing typed is lost."""
    opts = record._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    link = format_html('<a href="{}" target="_blank">{}</a>', address, words)
    return _in_the_way(link)


def describe_conflict_within(anchor: str, words: str) -> ValidationError:
    """Return a message that another row of the same form conflicts."""
    return _in_the_way(format_html('<a href="#{}">{}</a>', anchor, words))


class MembershipFormSet(DeskFormSet):
    """Formset for the memberships of one organisation, of which no two may overlap."""

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if self._counts(form)]
        rows.sort(key=lambda form: form.cleaned_data["period"].lower)
        for earlier, later in combinations(rows, 2):
            before, after = (form.cleaned_data["period"] for form in (earlier, later))
            if before.upper is None or before.upper > after.lower:
                row = f"id_{earlier.prefix}-period_0"
                later.add_error("period", describe_conflict_within(row, format_term(before)))

    def _counts(self, form) -> bool:
        return bool(form.cleaned_data.get("period")) and not form.cleaned_data.get("DELETE")


def _in_the_way(link: str) -> ValidationError:
    words = format_html("{} {}", _("In the way is:"), link)
    return ValidationError(words, code="in-the-way")
