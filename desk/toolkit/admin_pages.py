"""Pages of their own in the admin: apps register them, and the menu lists each beside their records."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse


@dataclass(frozen=True)
class Page:
    """``view(site, request)`` at ``<app>/<name>/``, for those who have the permission."""

    app: str
    name: str
    title: str
    permission: str
    view: Callable[..., TemplateResponse]

    @property
    def url_name(self) -> str:
        return f"{self.app}-{self.name}"


_pages: list[Page] = []


def page(app: str, name: str, *, title: str, permission: str):
    """Register a view as a page; its address is that of ``admin:<app>-<name>``."""

    def register(view):
        _pages.append(Page(app, name, title, permission, view))
        return view

    return register


def page_urls(site) -> list:
    return [
        path(
            f"{each.app}/{each.name}/", site.admin_view(_permitted(site, each)), name=each.url_name
        )
        for each in _pages
    ]


def page_entries(request, app: str) -> list[dict]:
    """The pages among the lists of ``app``, as AdminSite.get_app_list has them."""
    return [
        {
            "name": each.title,
            "object_name": each.url_name,
            "admin_url": reverse(f"admin:{each.url_name}"),
            "view_only": True,
        }
        for each in _pages
        if each.app == app and request.user.has_perm(each.permission)
    ]


def _permitted(site, registered: Page):
    def permitted(request):
        if not request.user.has_perm(registered.permission):
            raise PermissionDenied
        return registered.view(site, request)

    return permitted
