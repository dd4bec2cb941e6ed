"""The change list of articles, with columns for their status."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.moment import format_moment
from news.models import Article
from news.publishing.status import fetch_statuses
from news.publishing.translations import fetch_versions
from news.review.reviews import fetch_review_standings


class ArticleChangeList(ChangeList):
    """The change list of articles, which fetches the status of all its rows at once."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        fetch_versions(self.result_list)
        versions = [version for article in self.result_list for version in article.versions]
        every = {article.pk: article for article in (*versions, *self.result_list)}
        statuses = fetch_statuses(every.values(), at=request.moment.at)
        reviews = fetch_review_standings(self.result_list)
        for article in (*versions, *self.result_list):
            article.status = statuses[article.pk]
        for article in self.result_list:
            article.standing = reviews.get(article.pk)


@admin.display(description=_("last saved"), ordering="changed_at")
def saved(article: Article) -> str:
    """Return when the draft was last saved."""
    return format_moment(article.changed_at)


@admin.display(description=_("state"))
def state(article: Article) -> str:
    """Return the article's status on the site and in review."""
    if article.is_pattern:
        return format_html('<span class="state state-pattern">{}</span>', _("template"))
    status = article.status
    mark = "changed" if status.live and status.changed else status.state
    words = format_html('<span class="state state-{}">{}</span>', mark, status.words)
    if article.standing and not (status.live and not status.changed):
        words += format_html(' <span class="state state-review">{}</span>', article.standing.words)
    return words
