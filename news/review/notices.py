"""E-mails about an article, each with a link to its form."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from desk.tasks.mail import send
from news.models import Article


def form_address(article: Article) -> str:
    """The whole address of the article's form in the admin."""
    return settings.SITE_ADDRESS + reverse("admin:news_article_change", args=[article.pk])


def tell(
    kind: str, colleagues: Iterable[User | None], *, article: Article, by=None, **context
) -> None:
    """Mail each of ``colleagues`` once, but not whoever did it, nor anybody whose account is closed."""
    told = {user.pk: user for user in colleagues if user and user.is_active and user != by}
    for user in told.values():
        send(
            kind,
            to=user,
            context={"article": article, "by": by, "address": form_address(article), **context},
        )


def may_publish() -> list[User]:
    """Every colleague who may publish, and so review."""
    return list(User.objects.who_may("news.publish_article"))
