from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ClusterSiteConfig(AppConfig):
    name = "cluster_site"
    verbose_name = _("Site")


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk's own site, see desk/site.py."""

    default_site = "desk.site.DeskSite"
