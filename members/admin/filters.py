"""Filters of the lists of members, board seats and quotes."""

from django.contrib import admin
from django.db.models import CharField, Exists, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member, Membership


class MembershipFilter(admin.SimpleListFilter):
    """Member now, before, later or never; the day alone decides, not what is known."""

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
    """The board of today, those to come, those before."""

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


class HashOf(Func):
    """What :func:`members.models.statements.hash_of` computes; Django's own wants pgcrypto."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


class ApprovalFilter(admin.SimpleListFilter):
    """Whether the words as they stand are approved."""

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
                return queryset.filter(approved_hash=HashOf("text"))
            case "changed":
                return queryset.filter(~Q(approved_hash=HashOf("text")), approved_on__isnull=False)
            case "missing":
                return queryset.filter(approved_on__isnull=True)
        return queryset


def lacking(members, what: str):
    """Those of ``members`` that have no logo, or no summary in any language."""
    if what == "logo":
        return members.filter(logo=None)
    return members.filter(
        Q(summary_en=None) | Q(summary_en=""), Q(summary_nb=None) | Q(summary_nb="")
    )


class LackingFilter(admin.SimpleListFilter):
    """Current members that lack what visitors look for."""

    title = _("lacks")
    parameter_name = "lacks"

    def lookups(self, request, model_admin):
        return [("logo", _("a logo")), ("summary", _("a summary"))]

    def queryset(self, request, queryset):
        if self.value() not in ("logo", "summary"):
            return queryset
        current = Member.objects.current(at=request.moment.at).values("pk")
        return lacking(queryset.filter(pk__in=current), self.value())
