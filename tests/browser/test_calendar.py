"""Moving what is scheduled: with the mouse by dragging, and back by the keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from news.models import Edition
from news.publishing.commands import publish
from tests.factories import ArticleFactory

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_scheduled_version_is_dragged_to_another_day_and_moved_back_by_keyboard(desk):
    next_month = (timezone.localtime().replace(day=1) + timedelta(days=32)).replace(
        day=10, hour=9, minute=30, second=0, microsecond=0
    )
    article = ArticleFactory(title="Kelp waits")
    publish(article=article, by=User.objects.get(name="Edda Editor"), at=next_month)
    target = next_month + timedelta(days=2)

    def begins():
        [edition] = Edition.objects.issued().filter(article=article)
        return timezone.localtime(edition.live_during.lower)

    desk.goto(f"/admin/desk/calendar/?month={next_month:%Y-%m}")
    entry = desk.locator(".entry-movable", has_text="Kelp waits")
    entry.drag_to(desk.locator(f'[data-day="{target:%Y-%m-%d}"]'))
    desk.locator(f'[data-day="{target:%Y-%m-%d}"] .entry', has_text="Kelp waits").wait_for()
    assert begins() == target

    desk.get_by_role("link", name="Move Kelp waits").focus()
    desk.keyboard.press("Enter")
    at = desk.locator("input[type=datetime-local]")
    at.focus()
    at.fill(f"{next_month:%Y-%m-%dT%H:%M:%S}")
    desk.keyboard.press("Enter")
    desk.locator(f'[data-day="{next_month:%Y-%m-%d}"] .entry', has_text="Kelp waits").wait_for()
    assert begins() == next_month
