"""Translations: articles in different languages that share a translation group."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.unique import violated_columns
from desk.activity.log import log_activity
from desk.history.serializing import serialize_record
from news.models import Article, Edition
from news.publishing.copying import CopyError, copy_into, lock_for_copying

# not copied to a translation
_OWN = frozenset({"language", "slug", "owner", "translation_group", "is_pattern"})


class AlreadyTranslated(CopyError):
    """The article has a translation into that language: ``existing``."""

    def __init__(self, existing: Article):
        self.existing = existing
        super().__init__(_("There is a translation into this language already."), code="exists")


@transaction.atomic
def make_translation(*, article: Article, language: str, by: User) -> Article:
    """Create a linked draft in ``language`` with the texts and blocks of the draft.

    It announces the same seats: it is the same piece. Raises AlreadyTranslated where the article
    has a version in that language, also one that was made a moment before.
    """
    article = lock_for_copying(article, by)
    if article.is_pattern:
        raise CopyError(_("A template has no versions in other languages."), code="pattern")
    if language not in dict(settings.LANGUAGES) or language == article.language:
        raise CopyError(_("Choose another language."), code="same-language")
    existing = find_version_in(language, article)
    if existing is not None:
        raise AlreadyTranslated(existing)
    version = Article(
        title=article.title,
        language=language,
        translation_group=article.translation_group,
    )
    try:
        values = _values_in(language, article)
        version = copy_into(version, values, slug=article.slug, by=by, leave=_OWN)
    except IntegrityError as error:
        # an import links without locking the article; the constraint article_one_translation holds
        existing = find_version_in(language, article)
        if "translation_group" not in violated_columns(error) or existing is None:
            raise
        raise AlreadyTranslated(existing) from error
    log_activity("translated", by=by, record=version, version=str(article))
    return version


def _values_in(language: str, article: Article) -> dict:
    """Return the values of ``article``, with the related articles in ``language`` where they have it."""
    values = serialize_record(article)
    related = Article.objects.in_bulk(values["related"])
    fetch_versions(related.values())
    values["related"] = [
        next((version.pk for version in related[pk].versions if version.language == language), pk)
        for pk in values["related"]
    ]
    return values


def find_version_in(language: str, article: Article) -> Article | None:
    """Return the translation of ``article`` into ``language``, or None."""
    return fetch_versions_of(article).filter(language=language).first()


def fetch_versions_of(article: Article) -> models.QuerySet[Article]:
    """Return the other translations, without those in the trash."""
    same = Article.objects.filter(translation_group=article.translation_group, trashed=None)
    return same.exclude(pk=article.pk).order_by("pk")


def fetch_versions(articles: Iterable[Article]) -> None:
    """Set ``versions`` on all these articles with one query."""
    articles = list(articles)
    groups: dict[UUID, list[Article]] = {}
    same = Article.objects.filter(
        translation_group__in={article.translation_group for article in articles}, trashed=None
    )
    for version in same.order_by("pk"):
        groups.setdefault(version.translation_group, []).append(version)
    for article in articles:
        group = groups.get(article.translation_group, [])
        article.versions = [version for version in group if version.pk != article.pk]


def group_apart(article: Article) -> UUID:
    """Return the translation group for ``article`` without translations."""
    return uuid4() if article.versions else article.translation_group


def missing_languages(versions: Iterable[Article]) -> list[str]:
    """Return the site's languages without one of ``versions``."""
    written = {version.language for version in versions}
    return [code for code, _name in settings.LANGUAGES if code not in written]


def are_linked_in_public(articles: Collection[Article], now: datetime) -> bool:
    """Return whether the live editions of two articles are translations of each other."""
    live = Edition.objects.live(now).filter(article__in=articles)
    groups = list(live.values_list("translation_group", flat=True))
    return len(groups) == 2 and len(set(groups)) == 1
