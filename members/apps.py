from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """The configuration of the members app."""

    name = "members"
    verbose_name = _("Members and board")
    personal_data = "members.personal_data.MembersPersonalData"
