"""E-mails about an article, each with a link to its form."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from desk.tasks.mail import send_template_mail
from news.models import Article


def article_form_url(article: Article) -> str:
    """Return the absolute URL of the article's form in the admin."""
    return settings.SITE_ADDRESS + reverse("admin:news_article_change", args=[article.pk])


def notify_colleagues(
    kind: str,
    colleagues: Iterable[User | None],
    *,
    article: Article,
    by: User | None = None,
    **context: Any,
) -> None:
    """Send mail to each of ``colleagues`` once, except ``by`` and closed accounts."""
    recipients = {user.pk: user for user in colleagues if user and user.is_active and user != by}
    for user in recipients.values():
        send_template_mail(
            kind,
            to=user,
            context={"article": article, "by": by, "address": article_form_url(article), **context},
        )


def users_who_may_publish() -> list[User]:
    """Return all users who may publish, and so review."""
    return list(User.objects.with_permission("news.publish_article"))
