"""Moving rows of the menu and lead stories by mouse and by keyboard."""

import pytest

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from tests.factories import ArticleFactory

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_menu_items_are_dragged_and_moved_by_keyboard_within_their_place(desk):
    for number, label in enumerate(("News", "Members", "Board"), 1):
        MenuItem.objects.create(label_en=label, target_en="/news/", place="header", order=number)
    MenuItem.objects.create(label_en="Press", target_en="/press/", place="footer", order=1)
    desk.goto("/admin/cluster_site/menuitem/")
    row = desk.locator("#result_list tbody tr")
    row.filter(has_text="Board").locator(".row-handle").drag_to(
        row.filter(has_text="News"), target_position={"x": 60, "y": 4}
    )
    row.filter(has_text="Members").get_by_role("button", name="Move up").focus()
    desk.keyboard.press("Enter")
    desk.locator("[name=_save]").click()
    desk.wait_for_selector(".messagelist")
    header = MenuItem.objects.filter(place="header").order_by("order")
    assert list(header.values_list("label_en", flat=True)) == ["Board", "Members", "News"]
    assert MenuItem.objects.get(place="footer").order == 1


@pytest.mark.slow
def test_lead_stories_are_ordered_by_their_buttons(desk):
    site = SiteSettings.objects.create(pk=1, name_en="Kelp Cluster")
    for number, title in enumerate(("First", "Second")):
        LeadStory.objects.create(site=site, article=ArticleFactory(title=title), position=number)
    desk.goto("/admin/cluster_site/sitesettings/1/change/")
    rows = desk.locator(".inline-group tr.form-row:not(.empty-form)")
    rows.first.get_by_role("button", name="Move down").click()
    desk.locator("[name=_save]").click()
    desk.wait_for_selector(".messagelist")
    stories = LeadStory.objects.order_by("position")
    assert [story.article.title for story in stories] == ["Second", "First"]
