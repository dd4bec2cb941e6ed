"""The admin site: Django's own, with a content security policy that its editors can live with."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DeskSite(AdminSite):
    site_header = _("Editors’ desk")
    site_title = _("Editors’ desk")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True

    def admin_view(self, view, cacheable=False):
        return csp_replace(settings.ADMIN_POLICY)(super().admin_view(view, cacheable))

    def login(self, request, extra_context=None):
        return csp_replace(settings.ADMIN_POLICY)(super().login)(request, extra_context)
