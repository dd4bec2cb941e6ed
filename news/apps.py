from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """The configuration of the news app."""

    name = "news"
    verbose_name = _("News")
    personal_data = "news.publishing.personal_data.NewsPersonalData"
