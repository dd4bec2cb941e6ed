"""The admin of articles, board announcements and tags."""

from news.admin import calendar, coverage, front
from news.admin.announcements import BoardAnnouncementAdmin
from news.admin.articles import ArticleAdmin
from news.admin.readings import ReadingAdmin
from news.admin.seats_still_called import seats_of_its_people
from news.admin.still_called import in_articles
from news.admin.tags import TagAdmin
from news.admin.uses import uses_in_articles
from news.duplicates import PUBLISHED
from news.personal import held_in_articles
from news.redaction import redact
from news.takedown import PicturesInArticles, QuotesInArticles
from news.trash import ArticleKeeping

__all__ = [
    "PUBLISHED", "ArticleAdmin", "ArticleKeeping", "BoardAnnouncementAdmin", "PicturesInArticles",
    "QuotesInArticles", "ReadingAdmin", "TagAdmin", "calendar", "coverage", "front", "held_in_articles",
    "in_articles", "redact", "seats_of_its_people", "uses_in_articles",
]  # fmt: skip
