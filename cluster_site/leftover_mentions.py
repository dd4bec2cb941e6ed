"""Where the menus and the lead stories still call an organisation a member."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_site.models import LeadStory, MenuItem
from desk.trash.records import urls_in_every_language
from members.leaving.findings import (
    Finding,
    FindingKind,
    FindingLink,
    Leaver,
    leftover_finder,
    name_of,
)
from news.models import Edition

MENUS = FindingKind(
    120,
    "menus",
    gettext_lazy("Menus"),
    gettext_lazy("Take it out of the menu, or give the link other words."),
)
LEADS = FindingKind(
    130,
    "leads",
    gettext_lazy("Lead stories on the home page"),
    gettext_lazy("The story names it. Choose another one where it speaks of a member."),
)


def match_menu_targets(paths) -> Q:
    """Return a Q for menu items whose target is one of ``paths``, with or without a trailing slash."""
    paths = {target for path in paths for target in (path, path.rstrip("/"))}
    return Q(target_en__in=paths) | Q(target_nb__in=paths)


@leftover_finder(MENUS, LEADS)
def find_menu_links(leaver: Leaver) -> Iterator[Finding]:
    """Yield the menu items that link to the member."""
    paths = set(urls_in_every_language(leaver.member))
    for item in MenuItem.objects.filter(match_menu_targets(paths)):
        address = reverse("admin:cluster_site_menuitem_change", args=[item.pk])
        link = FindingLink(_("Open the menu item"), address, "cluster_site.change_menuitem")
        detail = item.get_place_display()
        yield Finding(MENUS.name, f"item-{item.pk}", name_of(item), (link,), detail)
    naming = Edition.objects.live(leaver.at).filter(editionmembers__member__in=leaver.keys)
    leads = LeadStory.objects.filter(article__in=naming.values("article"))
    for lead in leads.select_related("article"):
        address = reverse("admin:cluster_site_sitesettings_change", args=[lead.site_id])
        links = (
            FindingLink(_("Choose lead stories"), address, "cluster_site.change_sitesettings"),
            FindingLink(_("See the home page"), reverse("home")),
        )
        yield Finding(LEADS.name, f"lead-{lead.article_id}", lead.article.title, links)
