"""The panels of articles on the dashboard."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.moment import format_moment
from desk.dashboard.panels import Panel, PanelRow, register_panel
from news.models import Article, Edition, Review
from news.publishing.status import fetch_statuses

_LOOKED_AT, _SHOWN = 30, 8
_WEEK = timedelta(days=7)


def article_form_path(key: int) -> str:
    """Return the URL of an article's form."""
    return reverse("admin:news_article_change", args=[key])


@register_panel(10)
def own_articles_panel(request) -> Panel | None:
    """Return the user's articles whose draft is not what the site shows."""
    if not request.user.has_perm("news.change_article"):
        return None
    mine = Article.objects.filter(owner=request.user, trashed=None, is_pattern=False)
    articles = list(mine.order_by("-changed_at")[:_LOOKED_AT])
    statuses = fetch_statuses(articles, at=request.moment.at)
    rows = [
        PanelRow(
            article.title,
            article_form_path(article.pk),
            statuses[article.pk].words,
            statuses[article.pk].state,
        )
        for article in articles
        if statuses[article.pk].state != "live" or statuses[article.pk].changed
    ]
    address = reverse("admin:news_article_changelist")
    return Panel(
        _("Mine in progress"),
        rows[:_SHOWN],
        _("Nothing. Begin something new above."),
        f"{address}?owner__id__exact={request.user.pk}",
    )


@register_panel(20)
def reviews_panel(request) -> Panel | None:
    """Return the reviews that wait for the user."""
    if not request.user.has_perm("news.publish_article"):
        return None
    waiting = Review.objects.filter(state=Review.State.WAITING, article__trashed=None)
    waiting = waiting.filter(Q(reviewer=request.user) | Q(reviewer=None))
    waiting = waiting.exclude(asked_by=request.user).select_related("article", "asked_by")
    rows = [
        PanelRow(
            review.article.title,
            article_form_path(review.article_id),
            _("sent by %(name)s, %(time)s")
            % {"name": review.asked_by, "time": format_moment(review.asked_at)},
            "review",
        )
        for review in waiting.order_by("asked_at")[:_SHOWN]
    ]
    more = reverse("admin:news_article_changelist") + "?review=mine"
    return Panel(_("Waiting for my review"), rows, _("Nothing waits."), more)


@register_panel(30)
def week_panel(request) -> Panel | None:
    """Return the articles that will be published or leave the site within a week."""
    if not request.user.has_perm("news.view_article"):
        return None
    now = request.moment.at
    issued = Edition.objects.issued().filter(article__trashed=None).defer("blocks")
    begin = issued.filter(live_during__startswith__gt=now, live_during__startswith__lte=now + _WEEK)
    end = issued.filter(live_during__endswith__gt=now, live_during__endswith__lte=now + _WEEK)
    events = [
        (edition.live_during.lower, edition, _("goes out %(time)s"), "scheduled")
        for edition in begin.order_by("live_during__startswith")[:_SHOWN]
    ]
    taken_over = {(edition.article_id, at) for at, edition, _words, _mark in events}
    events += [
        (edition.live_during.upper, edition, _("leaves the site %(time)s"), "ended")
        for edition in end.order_by("live_during__endswith")[:_SHOWN]
        if (edition.article_id, edition.live_during.upper) not in taken_over
    ]
    rows = [
        PanelRow(
            edition.title,
            article_form_path(edition.article_id),
            words % {"time": format_moment(at)},
            mark,
        )
        for at, edition, words, mark in sorted(events, key=lambda event: event[0])
    ]
    more = reverse("admin:news_article_changelist") + "?state=scheduled"
    return Panel(
        _("Going out this week"), rows[:_SHOWN], _("Nothing is scheduled this week."), more
    )
