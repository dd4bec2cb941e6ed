"""Personal data in articles and reviews, and what goes to another colleague when an account is closed."""

from django.db.models import QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from desk.privacy.personal_data import Handover, PersonalData
from news.models import Article, Edition, Review
from news.publishing.redaction import redact
from news.review.personal_data import find_article_data, find_unread_files


def describe_owned_articles(user: User) -> str:
    """Return the number of articles that a user owns, as a text."""
    number = owned_articles(user).count()
    words = ngettext("%(number)s article", "%(number)s articles", number)
    return words % {"number": number} if number else ""


def owned_articles(user: User) -> QuerySet[Article]:
    """Return the articles that a user owns."""
    return Article.objects.filter(owner=user)


def describe_waiting_reviews(user: User) -> str:
    """Return the number of reviews waiting for a user, as a text."""
    number = waiting_reviews(user).count()
    words = ngettext("%(number)s review that waits", "%(number)s reviews that wait", number)
    return words % {"number": number} if number else ""


def waiting_reviews(user: User) -> QuerySet[Review]:
    """Return the reviews waiting for a user."""
    return Review.objects.filter(reviewer=user, state=Review.State.WAITING)


class NewsPersonalData(PersonalData):
    """Finding, erasing and handing over the personal data in articles and reviews."""

    erase_order = 10
    redacted_models = (Edition,)
    handovers = (
        Handover(
            describe_owned_articles, owned_articles, lambda rows, heir: rows.update(owner=heir)
        ),
        Handover(
            describe_waiting_reviews, waiting_reviews, lambda rows, heir: rows.update(reviewer=None)
        ),
    )
    find = staticmethod(find_article_data)
    erase = staticmethod(redact)
    find_remaining = staticmethod(find_unread_files)
