"""The details that a member or a person can lack: their names and how to find the records."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from core.languages import LazyText
from desk.merging.views import merge_url
from members.models import BoardSeat, Departure, Member, Person
from members.namesakes import filter_with_namesakes

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class MissingDetail:
    """A detail that records may lack; ``where(day)`` is the condition for those that do.

    It is filled in at the part of the form with the id ``anchor``, or on the page ``page(record)``.
    """

    name: str
    label: LazyText
    words: LazyText
    anchor: str
    where: Callable[[date], Q]
    page: Callable[[Model], str] | None = None


def _blank(*fields: str) -> Q:
    """Return the condition that each of ``fields`` is empty; a missing translation is NULL."""
    empty = Q()
    for field in fields:
        empty &= Q(**{field: None}) | Q(**{field: ""})
    return empty


OF_MEMBERS = (
    MissingDetail(
        "logo",
        _("a logo"),
        ngettext_lazy(
            "%(number)s member without a logo", "%(number)s members without a logo", "number"
        ),
        "id_logo",
        lambda day: Q(logo=None),
    ),
    MissingDetail(
        "summary",
        _("a summary"),
        ngettext_lazy(
            "%(number)s member without a summary", "%(number)s members without a summary", "number"
        ),
        "id_summary_en",
        lambda day: _blank("summary_en", "summary_nb"),
    ),
    MissingDetail(
        "norwegian",
        _("a Norwegian text"),
        ngettext_lazy(
            "%(number)s member without a Norwegian text",
            "%(number)s members without a Norwegian text",
            "number",
        ),
        "id_summary_nb",
        lambda day: _blank("summary_nb", "description_nb"),
    ),
    MissingDetail(
        "contact",
        _("a contact’s e-mail"),
        ngettext_lazy(
            "%(number)s member without a contact’s e-mail",
            "%(number)s members without a contact’s e-mail",
            "number",
        ),
        "id_contact_email",
        lambda day: Q(contact_email=""),
    ),
    MissingDetail(
        "confirmed",
        _("details confirmed within a year"),
        ngettext_lazy(
            "%(number)s member whose details nobody confirmed for a year",
            "%(number)s members whose details nobody confirmed for a year",
            "number",
        ),
        "id_confirmed_on",
        lambda day: Q(confirmed_on=None) | Q(confirmed_on__lt=day - _YEAR),
    ),
)
OF_ORGANISATIONS = (
    MissingDetail(
        "membership",
        _("a membership, so visitors see it nowhere"),
        ngettext_lazy(
            "%(number)s organisation without a membership, which visitors see nowhere",
            "%(number)s organisations without a membership, which visitors see nowhere",
            "number",
        ),
        "memberships-group",
        lambda day: Q(memberships=None),
    ),
)
OF_NAMESAKES = (
    MissingDetail(
        "namesake",
        _("perhaps entered twice: merge …"),
        ngettext_lazy(
            "%(number)s record with the name of another one, perhaps entered twice",
            "%(number)s records with the name of another one, perhaps entered twice",
            "number",
        ),
        "",
        lambda day: ~Q(pk=None),
        lambda record: merge_url(type(record), record.pk, *record.namesakes),
    ),
)
OF_PEOPLE = (
    MissingDetail(
        "organisation",
        _("an organisation, though on the board"),
        ngettext_lazy(
            "%(number)s person on the board without an organisation",
            "%(number)s people on the board without an organisation",
            "number",
        ),
        "id_affiliation",
        lambda day: Q(on_board=True, affiliation=None),
    ),
    MissingDetail(
        "picture",
        _("a picture"),
        ngettext_lazy(
            "%(number)s person without a picture", "%(number)s people without a picture", "number"
        ),
        "id_portrait",
        lambda day: Q(portrait=None),
    ),
)
OF_DEPARTURES = (
    MissingDetail(
        "decisions",
        _("decisions after its membership ended"),
        ngettext_lazy(
            "%(number)s ended membership with something left to decide",
            "%(number)s ended memberships with something left to decide",
            "number",
        ),
        "id_decisions",
        lambda day: Q(pk__in=Departure.objects.undecided().values("pk")),
    ),
)


def members_to_complete(moment):
    """Return the current members."""
    return Member.objects.current(at=moment.at).order_by(f"sort_key_{get_language()}", "pk")


def other_organisations_to_complete():
    """Return organisations without any membership, past or future."""
    return Member.objects.filter(memberships=None).order_by(f"sort_key_{get_language()}", "pk")


def people_to_complete(moment):
    """Return the people of current members and of the current board."""
    seats = BoardSeat.objects.on(moment.day, at=moment.at).filter(person=OuterRef("pk"))
    of_members = Q(affiliation__in=Member.objects.current(at=moment.at).values("pk"))
    return (
        Person.objects.not_erased()
        .annotate(on_board=Exists(seats))
        .filter(of_members | Q(on_board=True))
    )


def records_to_complete(user, moment):
    """Yield pairs of a queryset that ``user`` may change and the details that its records may lack."""
    if user.has_perm("members.change_member"):
        yield members_to_complete(moment), OF_MEMBERS
        yield other_organisations_to_complete(), OF_ORGANISATIONS
        departures = Departure.objects.undecided().select_related("membership__member")
        yield departures, OF_DEPARTURES
    if user.has_perm("members.change_person"):
        yield people_to_complete(moment), OF_PEOPLE
    for model, alphabet in ((Member, f"sort_key_{get_language()}"), (Person, "sort_key")):
        name = model._meta.model_name
        if user.has_perms([f"members.change_{name}", f"members.delete_{name}"]):  # to merge
            yield filter_with_namesakes(model).order_by(alphabet, "pk"), OF_NAMESAKES


@dataclass(frozen=True)
class IncompleteRecords:
    """Records of which some lack ``details``: how many lack each of them, and how many lack any."""

    records: QuerySet
    numbers: dict[MissingDetail, int]
    number: int


def count_incomplete_records(user, moment) -> list[IncompleteRecords]:
    """Return the records that ``user`` may complete, with their numbers, one query for each kind."""
    counted = []
    for records, details in records_to_complete(user, moment):
        conditions = [detail.where(moment.day) for detail in details]
        counts = {
            f"of_{detail.name}": Count("pk", filter=condition)
            for detail, condition in zip(details, conditions, strict=True)
        }
        numbers = records.aggregate(**counts, of_any=Count("pk", filter=reduce(or_, conditions)))
        by_detail = {detail: numbers[f"of_{detail.name}"] for detail in details}
        counted.append(IncompleteRecords(records, by_detail, numbers["of_any"]))
    return counted


def count_missing_details(counted: Iterable[IncompleteRecords]) -> dict[MissingDetail, int]:
    """Return the number of incomplete records for each detail."""
    totals: Counter[MissingDetail] = Counter()
    for incomplete in counted:
        totals.update(incomplete.numbers)
    return dict(totals)
