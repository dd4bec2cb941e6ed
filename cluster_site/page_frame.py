"""What every page shares: the settings, the menus, and the parts of the page made of them alone.

A process keeps them for as long as the content version is the same. A transaction that has changed
content itself, whose version comes with its commit, reads them anew each time.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cluster_site.models import MenuItem, SiteSettings
from core.compiled_queries import compile_once
from core.replica import read_connection
from news.public.sharing import ShareImage, site_share_image

_PRESENT = """
    SELECT clock_timestamp(), (SELECT version FROM content_version),
        EXISTS (SELECT FROM content_change WHERE transaction = pg_current_xact_id_if_assigned())
"""
_MENU_COLUMNS = ("place", "label_en", "label_nb", "target_en", "target_nb")


class PageFrame:
    """The settings and menus of a content version, for all threads: never changed, only replaced."""

    def __init__(self, version: UUID | None, site: SiteSettings, menu_items: list[MenuItem]):
        self.version, self.site = version, site
        self._menu_items = menu_items
        self._made: dict[tuple, object] = {}

    @property
    def menu(self) -> dict[str, list[dict[str, str]]]:
        """The labels and addresses of each place, in the active language."""
        return self._once("menu", self._make_menu)

    @property
    def share(self) -> ShareImage:
        """The picture that other sites show of pages without one of their own."""
        return self._once("share", lambda: site_share_image(self.site, get_language()))

    def render(self, template_name: str) -> str:
        """Render a template of ``site`` and ``menu`` in the active language."""
        context = {"site": self.site, "menu": self.menu}
        return self._once(template_name, lambda: render_to_string(template_name, context))

    def render_header_menu(self, path: str) -> SafeString:
        """Render the menu at the top of the page at ``path``, whose own items are marked."""
        return mark_safe(  # noqa: S308 - rendered items
            "".join(
                self._render_item(number, item, _current(item["address"], path))
                for number, item in enumerate(self.menu[MenuItem.Where.HEADER])
            )
        )

    def _render_item(self, number, item, current):
        context = {"item": item, "current": current}
        return self._once(
            f"item {number} {current}",
            lambda: render_to_string("cluster_site/_menu_item.html", context),
        )

    def _once(self, name: str, make: Callable):
        key = (name, get_language())
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _make_menu(self):
        language = get_language()
        places = {where: [] for where in MenuItem.Where.values}
        for item in self._menu_items:
            places[item.place].append({"label": item.label, "address": item.address(language)})
        if not places[MenuItem.Where.HEADER]:
            # a site whose staff have made no menu yet can still be walked
            places[MenuItem.Where.HEADER] = [
                {"label": label, "address": reverse(name)}
                for name, label in (
                    ("news", _("News")),
                    ("members", _("Members")),
                    ("board", _("The board")),
                )
            ]
        return places


def _current(address: str, path: str) -> str:
    """Return the attribute ``aria-current`` of a menu item on the page at ``path``."""
    if address == path:
        return "page"
    return "true" if address != "/" and address in path else ""


_latest: dict[str, PageFrame] = {}  # one, of the content version read last


class FrameReading:
    """The database's ``clock``, and the ``frame`` of that moment, fetched only if it is not kept."""

    def __init__(self):
        with read_connection().cursor() as cursor:
            cursor.execute(_PRESENT)
            self.clock, self._version, self._has_changes = cursor.fetchone()

    @cached_property
    def frame(self) -> PageFrame:
        if self._version is None or self._has_changes:
            return _fetch_frame(None)
        frame = _latest.get("frame")
        if frame is None or frame.version != self._version:
            # read after its version, so it may be newer than that, but never older
            frame = _latest["frame"] = _fetch_frame(self._version)
        return frame


def _fetch_frame(version):
    site = _fetch_site.first()
    if site is None:
        return PageFrame(version, SiteSettings(name_en="Cluster"), list(MenuItem.objects.all()))
    return PageFrame(version, site, [MenuItem(**item) for item in site.items])


@compile_once()
def _fetch_site():
    columns = JSONObject(**{name: name for name in _MENU_COLUMNS})
    items = MenuItem.objects.annotate(item=columns).values("item")
    sites = SiteSettings.objects.select_related("logo").annotate(items=ArraySubquery(items))
    return sites.order_by("pk")[:1]
