"""The admin of articles, board announcements and tags."""

from news.admin.announcements import BoardAnnouncementAdmin
from news.admin.articles import ArticleAdmin
from news.admin.tags import TagAdmin

__all__ = ["ArticleAdmin", "BoardAnnouncementAdmin", "TagAdmin"]
