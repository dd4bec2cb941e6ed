"""Filter members and people by what the public may know at a moment (:mod:`members.period_querysets`)."""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, NullIf

from core.aliases import AliasedQuerySet
from core.compiled_queries import Parameter
from core.moment import local_day
from core.sortkeys import alphabetical_expression


class MemberQuerySet(AliasedQuerySet):
    """Filters organisations by membership and by what the public may know."""

    def known(self, at: datetime | Parameter) -> Self:
        """Filter past, present and future members that may be known at ``at``.

        ``is_current`` says whether the organisation is a member on the day of ``at``.
        """
        memberships = self._memberships.filter(member=OuterRef("pk"), public_from__lte=at)
        now = self._memberships.on(local_day(at), at=at).filter(member=OuterRef("pk"))
        return self.filter(Exists(memberships)).annotate(is_current=Exists(now))

    def current(self, day: date | None = None, *, at: datetime) -> Self:
        """Filter members on ``day`` (the day of ``at`` if None), as far as may be known at ``at``.

        ``member_since`` is the day on which each joined.
        """
        day = day or local_day(at)
        memberships = self._memberships.on(day, at=at).filter(member=OuterRef("pk"))
        joined = self._memberships.current_joinings(day, at=at).filter(member=OuterRef("pk"))
        return self.filter(Exists(memberships)).annotate(
            member_since=Subquery(joined.values("first_day"))
        )

    def with_facts(self, language: str) -> Self:
        """Annotate each member with ``place_list``, ``focus_list`` and ``former_list``."""
        other = "nb" if language == "en" else "en"
        places, focus = (
            self.model._meta.get_field(name).related_model.objects for name in ("places", "focus")
        )
        focus_name = Coalesce(
            NullIf(F(f"name_{language}"), Value("")),
            F(f"name_{other}"),
            output_field=models.CharField(),
        )
        return self.annotate(
            place_list=ArraySubquery(
                places.filter(member=OuterRef("pk"))
                .order_by("position", "id")
                .values(place=JSONObject(label="label", city="city"))
            ),
            focus_list=ArraySubquery(
                focus.filter(members=OuterRef("pk"))
                .annotate(shown=focus_name)
                .order_by(alphabetical_expression(F("shown")))
                .values("shown")
            ),
            former_list=_former_names(self.model, "name_en", "name_nb"),
        )

    def embargoed(self, at: datetime) -> Self:
        """Filter members none of whose memberships may be known at ``at``.

        ``known_from`` is when the first may be; None while the announcement has no time.
        """
        memberships = self._memberships.filter(member=OuterRef("pk")).order_by("public_from")
        return self.filter(
            Exists(memberships), ~Exists(memberships.filter(public_from__lte=at))
        ).annotate(known_from=Subquery(memberships.values("public_from")[:1]))

    @property
    def _memberships(self) -> Any:
        return self.model._meta.get_field("memberships").related_model.objects.all()


class PersonQuerySet(AliasedQuerySet):
    """Filters people by what the public may know."""

    def public(self, at: datetime) -> Self:
        """Filter people who may be shown at ``at``."""
        return self.filter(public_from__lte=at)

    def not_erased(self) -> Self:
        """Exclude erased people, who stay without a name because of their board seats."""
        return self.exclude(slug=Concat(Value("erased-"), Cast("pk", models.CharField())))

    def embargoed(self, at: datetime) -> Self:
        """Filter people who may not be shown yet at ``at``."""
        return self.filter(public_from__gt=at)

    def with_embargoes(self, at: datetime | Parameter) -> Self:
        """Annotate each person with those of their organisations that may not be known yet at ``at``.

        ``affiliation_embargoed`` is of the person's own; ``embargoed_statements`` are the keys of
        statements for a member that may not be.
        """
        affiliation, statements = (
            self.model._meta.get_field(name).related_model for name in ("affiliation", "statements")
        )
        embargoed = affiliation.objects.embargoed(at)
        return self.annotate(
            affiliation_embargoed=Exists(embargoed.filter(pk=OuterRef("affiliation"))),
            embargoed_statements=ArraySubquery(
                statements.objects.filter(
                    person=OuterRef("pk"), member__in=embargoed.values("pk")
                ).values("pk")
            ),
        )

    def with_former_names(self) -> Self:
        """Annotate each person with ``former_list``."""
        return self.annotate(former_list=_former_names(self.model, "name"))


def _former_names(model: Any, *columns: str) -> ArraySubquery:
    """Return the former names that are not the current name; a former address may have the same name."""
    relation = model._meta.get_field("former_names")
    former = relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")})
    for column in columns:
        former = former.exclude(name=Coalesce(OuterRef(column), Value("")))
    return ArraySubquery(former.order_by("id").values("name"))
