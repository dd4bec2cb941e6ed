"""The admin of articles, board announcements and tags."""

from news.admin import dashboard_panel
from news.admin.announcements import BoardAnnouncementAdmin
from news.admin.articles import ArticleAdmin
from news.admin.leftover_mentions import find_article_mentions
from news.admin.page_views import ReadingAdmin
from news.admin.seat_mentions import find_seats_of_its_people
from news.admin.tags import TagAdmin
from news.admin.uses import uses_in_articles
from news.review.duplicates import PUBLISHED

__all__ = [
    "PUBLISHED",
    "ArticleAdmin",
    "BoardAnnouncementAdmin",
    "ReadingAdmin",
    "TagAdmin",
    "dashboard_panel",
    "find_article_mentions",
    "find_seats_of_its_people",
    "uses_in_articles",
]
