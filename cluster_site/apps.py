from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from cluster_site.page_cache.tables import check_tables


class ClusterSiteConfig(AppConfig):
    """The configuration of the cluster_site app."""

    name = "cluster_site"
    verbose_name = _("Site")
    personal_data = "cluster_site.enquiries.personal_data.EnquiryPersonalData"

    def ready(self):
        register(check_tables)


class DeskAdminConfig(AdminConfig):
    """Django's admin with the desk's own site, see desk/records/site.py."""

    default_site = "desk.records.site.DeskSite"
