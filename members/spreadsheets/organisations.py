"""Members as lines of a spreadsheet, each with its latest membership."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from core.forms import ONE_DAY
from desk.import_export.columns import (
    ChoiceWidget,
    ChosenColumn,
    CountryWidget,
    DayWidget,
    HtmlWidget,
    NumberWidget,
    SheetColumn,
    SlugWidget,
    StagedColumn,
    staged_values,
)
from desk.import_export.vocabularies import RecordListWidget, RecordWidget
from members.models import Category, FocusArea, Member, Membership, SizeClass
from members.namesakes import stored_name_key
from members.spreadsheets.former import FormerNamesResourceMixin

FIRST, LAST = "member_from", "member_until"


class MembershipDay(StagedColumn):
    """Column with the first or last day of the latest membership; the resource writes both."""

    def stored(self, member):
        membership = pick_latest_membership(member.memberships.all())
        if membership is None:
            return None
        if self.attribute == FIRST:
            return membership.period.lower
        return membership.period.upper and membership.period.upper - ONE_DAY

    def stored_values(self, keys):
        latest = Membership.objects.filter(member__any=keys).distinct("member_id")
        latest = latest.order_by("member_id", "-period__startswith")
        if self.attribute == FIRST:
            return dict(latest.values_list("member_id", "period__startswith"))
        ends = latest.values_list("member_id", "period__endswith")
        return {member: end and end - ONE_DAY for member, end in ends}

    def write(self, member, day):
        """Do nothing: ``_write_membership`` writes the period from both days."""


def pick_latest_membership(memberships: Iterable[Membership]) -> Membership | None:
    """Return the membership that begins last, or None."""
    return max(memberships, key=lambda membership: membership.period.lower, default=None)


class MemberResource(FormerNamesResourceMixin):
    """Spreadsheet columns of organisations, for import and export."""

    names = ("name_en", "name_nb")
    name_keys = ("name_key_en", "name_key_nb")
    related = ("memberships", "focus", "category")

    slug = SheetColumn("slug", "slug", "id", "key", "nøkkel")
    name_en = SheetColumn(
        "name_en",
        "member",
        "medlem",
        "organisation",
        "organization",
        "organisasjon",
        "company",
        "bedrift",
        "firma",
        "title",
    )
    name_nb = SheetColumn("name_nb")
    category = SheetColumn(
        "category", "kind", "type", widget=RecordWidget(Category, "name_en", "name_nb", grows=True)
    )
    size = SheetColumn("size", "størrelse", widget=ChoiceWidget(SizeClass))
    summary_en = SheetColumn("summary_en", "sammendrag", "about", "om")
    summary_nb = SheetColumn("summary_nb")
    description_en = SheetColumn("description_en", widget=HtmlWidget())
    description_nb = SheetColumn("description_nb", widget=HtmlWidget())
    website = SheetColumn(
        "website",
        "homepage",
        "home page",
        "web",
        "url",
        "hjemmeside",
        "nettside",
        "nettsted",
        widget=SlugWidget(),
    )
    linkedin = SheetColumn("linkedin", widget=SlugWidget())
    ticker_exchange = SheetColumn("ticker_exchange", "exchange", "børs")
    ticker_symbol = SheetColumn("ticker_symbol", "symbol")
    city = SheetColumn("city", "town", "sted", "head office", "hovedkontor")
    country = SheetColumn("country", widget=CountryWidget())
    founded = SheetColumn("founded", "founding year", "stiftet", "etablert", widget=NumberWidget())
    focus = ChosenColumn(
        "focus",
        "focus area",
        "fokusområde",
        "focus areas",
        "areas",
        widget=RecordListWidget(FocusArea, "name_en", "name_nb", grows=True),
    )
    member_from = MembershipDay(
        FIRST,
        "member since",
        "medlem siden",
        "joined",
        "innmeldt",
        "from",
        "fra",
        label=gettext_lazy("Member from"),
        widget=DayWidget(),
    )
    member_until = MembershipDay(
        LAST,
        "left",
        "utmeldt",
        "until",
        "to",
        "til",
        "member to",
        label=gettext_lazy("Member until, last day"),
        widget=DayWidget(),
    )
    contact_name = SheetColumn("contact_name", "contact", "kontakt")
    contact_email = SheetColumn("contact_email", "e-mail", "email", "e-post", "contact email")
    confirmed_on = SheetColumn("confirmed_on", "confirmed", "bekreftet", widget=DayWidget())

    class Meta(FormerNamesResourceMixin.Meta):
        model = Member
        fields = None

    def models(self):
        return [Member, Membership]

    def write_staged(self, member, row):
        super().write_staged(member, row)
        staged = staged_values(member)
        if FIRST in row or LAST in row:
            self._write_membership(member, staged.get(FIRST), staged.get(LAST))

    def key_of_name(self, name):
        return stored_name_key(Member, name)

    def remarks_on(self, member, row):
        has_one = member.pk in self.values_before and member.memberships.all()
        if not has_one and FIRST not in row:
            yield _("It has no membership, so visitors will see it nowhere.")

    def _write_membership(self, member, first, last):
        """Create or change the membership with that first day, or end the latest one."""
        rows = list(member.memberships.all()) if member.pk in self.values_before else []
        if first is None:
            membership = pick_latest_membership(rows)
            if membership is None:
                raise ValidationError({LAST: _("Enter the first day.")})
            first = membership.period.lower
        else:
            same = [row for row in rows if row.period.lower == first]
            membership = same[0] if same else Membership(member=member)
        if last is not None and last < first:
            raise ValidationError({LAST: _("The last day must not be before the first day.")})
        end = last + ONE_DAY if last else None
        if membership.pk and (last is None or membership.period.upper == end):
            return
        if membership.pk is None:
            membership.public_from = default_public_from(first)
        membership.period = DateRange(first, end)
        membership.end_public_from = default_public_from(end or first)
        membership.save()


def default_public_from(day: date) -> datetime:
    """Return the start of ``day``: a past membership is public from its own first day on."""
    return timezone.make_aware(datetime.combine(day, time.min))
