from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The admin's own layer, shared by every app."""

    name = "desk"
    verbose_name = _("Desk")
    personal_data = "desk.accounts.privacy.AccountPersonalData"
