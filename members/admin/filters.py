"""Filters of the lists of members, board seats and quotes."""

from django.contrib import admin
from django.db.models import CharField, Exists, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin.missing_details import OF_MEMBERS, members_to_complete
from members.models import Membership


class MembershipFilter(admin.SimpleListFilter):
    """Filter members by membership: current, future, past or never. The day decides, not what is public."""

    title = _("membership")
    parameter_name = "membership"

    def lookups(self, request, model_admin):
        return [
            ("current", _("members now")),
            ("future", _("members later")),
            ("former", _("former members")),
            ("none", _("no membership")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        every = Membership.objects.filter(member=OuterRef("pk"))
        now = Exists(every.filter(period__contains=today))
        later = Exists(every.filter(period__startswith__gt=today))
        match self.value():
            case "current":
                return queryset.filter(now)
            case "future":
                return queryset.filter(~now, later)
            case "former":
                return queryset.filter(Exists(every), ~now, ~later)
            case "none":
                return queryset.filter(~Exists(every))
        return queryset


class TermFilter(admin.SimpleListFilter):
    """Filter seats by term: current, future or past."""

    title = _("term")
    parameter_name = "term"

    def lookups(self, request, model_admin):
        return [
            ("now", _("on the board now")),
            ("later", _("later")),
            ("before", _("before")),
            ("hidden", _("not shown yet")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "now":
                return queryset.filter(term__contains=today)
            case "later":
                return queryset.filter(term__startswith__gt=today)
            case "before":
                return queryset.filter(term__endswith__lte=today)
            case "hidden":
                return queryset.filter(public_from__gt=timezone.now())
        return queryset


class Sha256Hex(Func):
    """Database function for :func:`members.models.statements.hash_statement`; Django's SHA256 needs pgcrypto."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


class ApprovalFilter(admin.SimpleListFilter):
    """Filter quotes by whether their current text is approved."""

    title = _("approval")
    parameter_name = "approval"

    def lookups(self, request, model_admin):
        return [
            ("approved", _("approved")),
            ("changed", _("changed since approval")),
            ("missing", _("not approved")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "approved":
                return queryset.filter(approved_hash=Sha256Hex("text"))
            case "changed":
                return queryset.filter(
                    ~Q(approved_hash=Sha256Hex("text")), approved_on__isnull=False
                )
            case "missing":
                return queryset.filter(approved_on__isnull=True)
        return queryset


class LackingFilter(admin.SimpleListFilter):
    """Filter current members by a missing detail."""

    title = _("lacks")
    parameter_name = "lacks"

    def lookups(self, request, model_admin):
        return [(lack.name, lack.label) for lack in OF_MEMBERS]

    def queryset(self, request, queryset):
        for lack in OF_MEMBERS:
            if lack.name == self.value():
                asked = members_to_complete(request.moment).values("pk")
                return queryset.filter(lack.where(request.moment.day), pk__in=asked)
        return queryset
