"""The draft (Article and its blocks), and its published versions (Edition)."""

from news.blocks import registry  # noqa: F401 - Django finds the models of the blocks
from news.models.announced_memberships import AnnouncedMembership
from news.models.articles import (
    Article,
    ArticleByline,
    BoardAnnouncement,
    RelatedArticle,
    Section,
)
from news.models.corrections import CorrectedText
from news.models.editions import Edition
from news.models.page_views import Reading
from news.models.references import (
    EditionArticle,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionSeat,
    EditionTag,
)
from news.models.review import Comment, PreviewLink, Review
from news.models.tags import Tag, TaggedArticle

__all__ = [
    "AnnouncedMembership",
    "Article",
    "ArticleByline",
    "BoardAnnouncement",
    "Comment",
    "CorrectedText",
    "Edition",
    "EditionArticle",
    "EditionImage",
    "EditionMember",
    "EditionPerson",
    "EditionSeat",
    "EditionTag",
    "PreviewLink",
    "Reading",
    "RelatedArticle",
    "Review",
    "Section",
    "Tag",
    "TaggedArticle",
]
