"""The working copy (Article and its blocks) and what was published of it (Edition)."""

from news.models.articles import (
    Article,
    ArticleByline,
    BoardAnnouncement,
    RelatedArticle,
    Section,
)
from news.models.blocks import (
    BLOCKS,
    Download,
    Gallery,
    GalleryImage,
    ListedMember,
    MemberList,
    Picture,
    Prose,
    Quote,
    Spotlight,
    Table,
    Video,
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
    "BLOCKS",
    "Article",
    "ArticleByline",
    "BoardAnnouncement",
    "Comment",
    "CorrectedText",
    "Download",
    "Edition",
    "EditionArticle",
    "EditionImage",
    "EditionMember",
    "EditionPerson",
    "EditionSeat",
    "EditionTag",
    "Gallery",
    "GalleryImage",
    "ListedMember",
    "MemberList",
    "Picture",
    "PreviewLink",
    "Prose",
    "Quote",
    "Reading",
    "RelatedArticle",
    "Review",
    "Section",
    "Spotlight",
    "Table",
    "Tag",
    "TaggedArticle",
    "Video",
]
