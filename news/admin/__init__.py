"""The admin of articles, board announcements and tags."""

from news.admin import calendar, coverage, dashboard_panel
from news.admin.announcements import BoardAnnouncementAdmin
from news.admin.articles import ArticleAdmin
from news.admin.leftover_mentions import in_articles
from news.admin.page_views import ReadingAdmin
from news.admin.seat_mentions import seats_of_its_people
from news.admin.tags import TagAdmin
from news.admin.uses import uses_in_articles
from news.publishing.redaction import redact
from news.publishing.takedown import PicturesInArticles, QuotesInArticles
from news.publishing.trash import ArticleKeeping
from news.review.duplicates import PUBLISHED
from news.review.personal import held_in_articles

__all__ = [
    "PUBLISHED",
    "ArticleAdmin",
    "ArticleKeeping",
    "BoardAnnouncementAdmin",
    "PicturesInArticles",
    "QuotesInArticles",
    "ReadingAdmin",
    "TagAdmin",
    "calendar",
    "coverage",
    "dashboard_panel",
    "held_in_articles",
    "in_articles",
    "redact",
    "seats_of_its_people",
    "uses_in_articles",
]
