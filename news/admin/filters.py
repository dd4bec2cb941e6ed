"""Filters of the list of articles."""

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from news.models import Edition, Review, Tag

_MOST_TAGS = 40


class StateFilter(admin.SimpleListFilter):
    """List filter by status: live, scheduled, no longer on the site, or never published."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("draft")),
            ("scheduled", _("scheduled")),
            ("live", _("live")),
            ("ended", _("no longer on the site")),
        ]

    def queryset(self, request, queryset):
        at = request.moment.at
        issued = Edition.objects.issued().filter(article=OuterRef("pk"))
        live, later = issued.live(at), issued.filter(live_during__startswith__gt=at)
        match self.value():
            case "draft":
                return queryset.filter(~Exists(issued))
            case "scheduled":
                return queryset.filter(Exists(later))
            case "live":
                return queryset.filter(Exists(live))
            case "ended":
                return queryset.filter(Exists(issued), ~Exists(live), ~Exists(later))
        return queryset


class ReviewFilter(admin.SimpleListFilter):
    """List filter by the latest review; ``mine`` are those waiting for the user or any editor."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [
            ("mine", _("waits for me")),
            ("waiting", _("waits")),
            ("changes", _("changes asked for")),
            ("approved", _("approved")),
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.value() == "mine":
            waiting = Review.objects.filter(state=Review.State.WAITING).exclude(
                asked_by=request.user
            )
            mine = waiting.filter(Q(reviewer=request.user) | Q(reviewer=None))
            return queryset.filter(pk__in=mine.values("article"))
        latest = Review.objects.exclude(state=Review.State.WITHDRAWN)
        latest = latest.filter(article=OuterRef("pk")).order_by("-id").values("state")[:1]
        return queryset.alias(review_state=Subquery(latest)).filter(review_state=self.value())


class TagFilter(admin.SimpleListFilter):
    """List filter by the most frequent tags."""

    title = _("tag")
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        tags = Tag.objects.annotate(uses=Count("tagged_articles")).filter(uses__gt=0)
        most = tags.order_by("-uses", "folded")[:_MOST_TAGS]
        return [(tag.slug, tag.name) for tag in most]

    def queryset(self, request, queryset):
        return queryset.filter(tags__slug=self.value()) if self.value() else queryset
