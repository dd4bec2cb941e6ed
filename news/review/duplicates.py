"""Where articles name members, people and tags that turn out to be duplicates."""

from django.utils.translation import gettext_lazy as _

from desk.merging.mergeable import Links, Rows, merges, moves, stays
from members.models import Member, Person
from news.blocks.member_list import ListedMember
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import ArticleByline, EditionMember, EditionPerson, EditionTag, Tag, TaggedArticle

PUBLISHED = _("in published versions of")
LINKS = (
    Links(Prose, ("html",), _("links in the drafts of"), of="parent"),
    Links(Spotlight, ("html",), _("links in member portraits of"), of="parent"),
)

moves(
    Member,
    Rows(ListedMember, "member", _("member lists in the drafts of"), "block__parent", "block"),
    Rows(Spotlight, "member", _("member portraits in the drafts of"), "parent"),
    *LINKS,
)
stays(Member, Rows(EditionMember, "member", PUBLISHED, "edition__article"))

moves(
    Person,
    Rows(ArticleByline, "person", _("the byline of the drafts of"), "article", "article"),
    Rows(Quote, "person", _("quotes in the drafts of"), "parent"),
    *LINKS,
)
stays(Person, Rows(EditionPerson, "person", PUBLISHED, "edition__article"))

merges(Tag, own={"name", "language", "translation", "slug"})
moves(Tag, Rows(TaggedArticle, "tag", _("drafts of"), "content_object", "content_object"))
stays(Tag, Rows(EditionTag, "tag", PUBLISHED, "edition__article"))
