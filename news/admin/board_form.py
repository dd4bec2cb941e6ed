"""The form of "Change the board": one row for each person who joins, changes position or leaves."""

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ONE_DAY, DayFormField
from core.parsing import parse_whole_number
from desk.toolkit.choices import SharedAutocomplete, SharedChoiceField, SharedRecords
from members.admin.conflicting_rows import describe_conflict_with, describe_conflict_within
from members.models import BoardSeat, Person, Role
from members.standing import format_term
from news.board_changes.plans import BoardChange, BoardChangeError

PREFIX = "changes"
MOST = 30  # changes in one step
LEAVES = "leaves"
# a seat that ended this long ago can still be succeeded
_LATELY = 400 * ONE_DAY


class NewcomerWrapper(RelatedFieldWidgetWrapper):
    """Widget whose "add" popup creates a person who stays confidential until the announcement."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["url_params"] = f"{context['url_params']}&announced=1"
        return context


class BoardChangeForm(forms.Form):
    """Form for one person's change; :attr:`change` is available once it is valid."""

    person = SharedChoiceField(
        Person.objects.select_related("affiliation"), label=gettext_lazy("Person")
    )
    role = forms.ChoiceField(label=gettext_lazy("Becomes"))
    first = DayFormField(label=gettext_lazy("First day"), required=False)
    last = DayFormField(label=gettext_lazy("Last day"), required=False)
    replaces = forms.TypedChoiceField(
        label=gettext_lazy("Replaces"), required=False, empty_value=None
    )

    def __init__(self, *args, site, seats, may_add, records, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["role"].choices = [
            ("", "---------"),
            *((value, capfirst(label)) for value, label in Role.choices),
            (LEAVES, _("Leaves the board")),
        ]
        self.fields["replaces"].choices = [
            ("", _("nobody")),
            *((key, describe_seat(seat)) for key, seat in seats.items()),
        ]
        self.fields["replaces"].coerce = seats.get
        relation = BoardSeat._meta.get_field("person")
        person = self.fields["person"]
        person.records = records
        person.widget = NewcomerWrapper(
            SharedAutocomplete(relation, site), relation.remote_field, site, can_add_related=may_add
        )
        person.widget.can_change_related = person.widget.can_view_related = False
        person.widget.template_name = "desk/widgets/related_choice.jinja"
        person.widget.choices = person.choices

    def has_changed(self):
        """Return whether anything but the day was entered."""
        return bool({"person", "role", "replaces"} & set(self.changed_data))

    def clean(self):
        role, first, last = (self.cleaned_data.get(name) for name in ("role", "first", "last"))
        if role == LEAVES and not last and "last" not in self.errors:
            self.add_error("last", ValidationError(_("Enter the last day."), code="required"))
        elif role and role != LEAVES and not first and "first" not in self.errors:
            self.add_error("first", ValidationError(_("Enter the first day."), code="required"))
        elif role != LEAVES and first and last and last < first:
            message = _("The last day must not be before the first day.")
            self.add_error("last", ValidationError(message, code="bound_ordering"))

    @property
    def change(self) -> BoardChange:
        given = self.cleaned_data
        after = given["last"] and given["last"] + ONE_DAY
        if given["role"] == LEAVES:
            return BoardChange(person=given["person"], role="", day=after)
        return BoardChange(
            person=given["person"],
            role=given["role"],
            day=given["first"],
            until=after,
            replaces=given["replaces"],
        )


class BaseBoardChangeFormSet(forms.BaseFormSet):
    """Formset of board changes that ignores empty rows; ``initial`` fills rows not validated yet."""

    def __init__(self, *args, site, may_add, **kwargs):
        super().__init__(*args, **kwargs)
        if self.initial:
            self.extra = len(self.initial)
        seats = {str(seat.pk): seat for seat in fetch_replaceable_seats()}
        records = SharedRecords(self.form.base_fields["person"].queryset, self._people)
        self.form_kwargs = {"site": site, "may_add": may_add, "seats": seats, "records": records}

    def initial_form_count(self):
        return 0

    def _people(self):
        if not self.is_bound:
            return [row.get("person", "") for row in self.initial or ()]
        return [
            self.data.get(f"{self.add_prefix(n)}-person", "")
            for n in range(self.total_form_count())
        ]

    @property
    def filled(self) -> list[BoardChangeForm]:
        return [form for form in self.forms if form.has_changed()]

    @property
    def changes(self) -> list[BoardChange]:
        return [form.change for form in self.filled]

    def clean(self):
        if not self.filled:
            raise ValidationError(_("Enter at least one change."), code="nothing")

    def add_conflicts(self, error: BoardChangeError) -> None:
        """Add each conflict to its field, with a link to the conflicting seat or row."""
        filled = self.filled
        for conflict in error.conflicts:
            form = filled[conflict.row]
            field = conflict.field
            if field == "first" and form.cleaned_data["role"] == LEAVES:
                field = "last"
            form.add_error(field, ValidationError(conflict.message, code="conflict"))
            if conflict.seat is not None:
                form.add_error(
                    field, describe_conflict_with(conflict.seat, describe_seat(conflict.seat))
                )
            if conflict.other is not None:
                other = filled[conflict.other]
                words = _("change %(number)s") % {"number": self.forms.index(other) + 1}
                form.add_error(field, describe_conflict_within(other["person"].auto_id, words))


BoardChangeFormSet = forms.formset_factory(
    BoardChangeForm,
    formset=BaseBoardChangeFormSet,
    extra=1,
    max_num=MOST,
    absolute_max=MOST,
    validate_max=True,
)


class BoardOptionsForm(forms.Form):
    """Form for options of the whole step."""

    show_before = forms.BooleanField(
        required=False,
        label=gettext_lazy("Show before the announcement"),
        help_text=gettext_lazy(
            "Otherwise the change shows nowhere before the announcement is published."
        ),
    )


def fetch_replaceable_seats():
    """Return the seats somebody may take over: current, future and recently ended ones."""
    current = Q(term__upper_inf=True) | Q(term__endswith__gt=timezone.localdate() - _LATELY)
    return BoardSeat.objects.filter(current).select_related("person").in_order()


def describe_seat(seat: BoardSeat) -> str:
    """Return the person, role and term of a seat as a text."""
    return ", ".join((seat.person.name, seat.get_role_display(), format_term(seat.term)))


def posted_rows(posted) -> list[dict[str, str]]:
    """Return the posted values of each row, valid or not."""
    total = min(parse_whole_number(posted.get(f"{PREFIX}-TOTAL_FORMS")) or 0, MOST)
    names = BoardChangeForm.base_fields
    return [
        {name: posted.get(f"{PREFIX}-{row}-{name}", "") for name in names} for row in range(total)
    ]
