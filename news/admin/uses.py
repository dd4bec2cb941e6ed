"""Find where articles use members, people, pictures, quotes, seats, tags and other articles.

Drafts and published versions are listed separately: only a draft can be changed.
"""

from collections.abc import Callable

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.groups import PUBLISH
from desk.toolkit.uses import Uses, register_uses_finder
from images.models import Image
from members.models import BoardSeat, Member, Person, Statement
from news.blocks.base import Block
from news.blocks.registry import BLOCKS
from news.models import (
    Article,
    ArticleByline,
    Edition,
    EditionArticle,
    EditionImage,
    EditionMember,
    EditionPerson,
    EditionSeat,
    EditionTag,
    RelatedArticle,
    Tag,
    TaggedArticle,
)


def articles_with_block(condition: Callable[[type[Block]], Q]) -> Q:
    """Return the condition for articles with a block that matches ``condition`` of its model."""
    articles = Q()
    for model in BLOCKS.values():
        articles |= Q(pk__in=model.objects.filter(condition(model)).values("parent"))
    return articles


def _naming_condition(record) -> Q:
    """Return the condition for articles with a block that refers or links to ``record``."""
    return articles_with_block(
        lambda model: model.naming(type(record), [record]) | model.linking(record)
    )


def _drafts(articles: Q) -> Uses:
    return Uses(_("in the drafts of"), Article.objects.filter(articles))


def _published(references, permission: str = "") -> Uses:
    named = Article.objects.filter(pk__in=references.values("edition__article"))
    return Uses(_("in published versions of"), named, permission=permission)


@register_uses_finder(Member)
def uses_in_articles(member):
    """Yield the drafts and published versions that use a record."""
    yield _drafts(_naming_condition(member))
    yield _published(EditionMember.objects.filter(member__in=member.own_and_alias_keys()))


@register_uses_finder(Person)
def uses_of_person(person):
    """Yield where articles use a person."""
    bylines = ArticleByline.objects.filter(person=person)
    yield _drafts(Q(pk__in=bylines.values("article")) | _naming_condition(person))
    yield _published(EditionPerson.objects.filter(person__in=person.own_and_alias_keys()))


@register_uses_finder(Image)
def uses_of_image(image):
    """Yield where articles use an image."""
    yield _drafts(Q(hero=image) | _naming_condition(image))
    yield _published(EditionImage.objects.filter(image=image), PUBLISH)


@register_uses_finder(Statement)
def uses_of_statement(statement):
    """Yield where articles use a statement."""
    yield _drafts(_naming_condition(statement))
    # every edition with the quote refers to the person, for whom there is an index
    of_person = EditionPerson.objects.filter(person=statement.person_id)
    yield _published(of_person.filter(edition__blocks__contains=[{"statement": statement.pk}]))


@register_uses_finder(BoardSeat)
def uses_of_seat(seat):
    """Yield which articles announce a board seat."""
    yield _drafts(Q(announces=seat) | Q(announces_ends=seat))
    yield _published(EditionSeat.objects.filter(seat=seat))


@register_uses_finder(Tag)
def uses_of_tag(tag):
    """Yield which articles have a tag."""
    yield _drafts(Q(pk__in=TaggedArticle.objects.filter(tag=tag).values("content_object")))
    yield _published(EditionTag.objects.filter(tag__in=tag.own_and_alias_keys()), PUBLISH)


@register_uses_finder(Article)
def uses_of_article(article):
    """Yield where articles refer to an article; trash, earlier versions and translations don't count."""
    related = RelatedArticle.objects.filter(to=article)
    others = Article.objects.filter(trashed=None).exclude(pk=article.pk)
    naming = EditionArticle.objects.filter(article=article, edition__live_during__isempty=False)
    out = Q(edition__live_during__upper_inf=True) | Q(edition__live_during__endswith__gt=Now())
    out = naming.filter(out).values("edition__article")
    yield Uses(
        _("in the drafts of"),
        others.filter(Q(pk__in=related.values("article")) | _naming_condition(article)),
    )
    yield Uses(_("in published versions of"), others.filter(pk__in=out))
    earlier = Edition.objects.filter(pk__in=naming.values("edition")).values("article")
    yield Uses(
        _("in earlier published versions of"),
        others.filter(pk__in=earlier).exclude(pk__in=out),
        holds=False,
    )
    translations = others.filter(translation_group=article.translation_group)
    yield Uses(_("a translation of"), translations, holds=False)
