from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from accounts.groups import make_groups


class AccountsConfig(AppConfig):
    """The accounts, and the four groups after each migration."""

    default = True
    name = "accounts"
    verbose_name = _("Accounts")
    personal_data = None  # desk reports and erases accounts, with all that they did there

    def ready(self):
        # in a migration the permissions do not exist yet
        post_migrate.connect(make_groups, dispatch_uid="accounts.make_groups")


class GroupsConfig(AuthConfig):
    """Django's own app of groups and permissions, shown under the name of ours."""

    default = False
    verbose_name = _("Accounts")
