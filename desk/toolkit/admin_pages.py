"""Custom pages in the admin: ``pages`` of an admin class, listed in the menu beside its app's models."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core.languages import LazyText


@dataclass(frozen=True)
class AdminPage:
    """``view(site, request)`` at ``<app>/<name>/``, for users with the permission.

    Its URL is reversed as ``admin:<app>-<name>``.
    """

    app: str
    name: str
    title: LazyText
    permission: str
    view: Callable[..., TemplateResponse]

    @property
    def url_name(self) -> str:
        return f"{self.app}-{self.name}"


def pages_of(site) -> list[AdminPage]:
    """Return the pages of all admin classes of ``site``."""
    return [
        page
        for model_admin in site._registry.values()
        for page in getattr(model_admin, "pages", ())
    ]


def admin_page_urls(site) -> list:
    """Return the URLs of the pages of all admin classes."""
    return [
        path(
            f"{page.app}/{page.name}/", site.admin_view(_permitted(site, page)), name=page.url_name
        )
        for page in pages_of(site)
    ]


def admin_page_entries(site, request, app: str) -> list[dict]:
    """Return the pages in the menu of ``app``, as entries of AdminSite.get_app_list."""
    return [
        {
            "name": page.title,
            "object_name": page.url_name,
            "admin_url": reverse(f"admin:{page.url_name}"),
            "view_only": True,
        }
        for page in pages_of(site)
        if page.app == app and request.user.has_perm(page.permission)
    ]


def _permitted(site, page: AdminPage):
    def permitted(request):
        if not request.user.has_perm(page.permission):
            raise PermissionDenied
        return page.view(site, request)

    return permitted
