from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RelationsConfig(AppConfig):
    """The configuration of the relations app."""

    name = "relations"
    verbose_name = _("Member relations")
    personal_data = "relations.personal_data.RelationsPersonalData"
