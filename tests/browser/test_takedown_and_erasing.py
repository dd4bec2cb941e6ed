"""A picture is taken off the site where its consent ended, and a person is erased to the last place."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from accounts.models import User
from images.models import Image
from news.blocks.prose import Prose
from news.publishing.commands import publish
from tests.browser.sessions import sign_in
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, PersonFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def nothing_ails(page):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_a_picture_without_consent_goes_in_one_step(desk):
    editor = User.objects.get(email="editor@example.org")
    image = ImageFactory(alt_en="Divers")
    publish(article=ArticleFactory(title="Harvest", slug="harvest", hero=image), by=editor)
    MemberFactory(name_en="Kelp AS", logo=image)
    Image.objects.update(consent_withdrawn=timezone.localdate())
    desk.goto("/admin/")
    desk.click("text=1 picture in use without consent")
    assert sorted(desk.locator(".takedown li").all_inner_texts()) == [
        "Harvest in the draft",
        "Harvest on the site View on site",
        "Kelp AS as the logo View on site",
    ]
    nothing_ails(desk)
    desk.click("text=Take it out of these 3 places")
    assert "is taken out of 3 places" in desk.inner_text(".messagelist")
    assert desk.locator(".takedown").count() == 0
    desk.goto("/news/harvest/")
    assert image.public_id not in desk.content()


@pytest.mark.slow
def test_a_person_is_erased_to_the_last_place(page):
    boss = UserFactory(group="administrators", email="boss@example.org")
    kept = PersonFactory(name="Jagoda Zalewny", slug="jagoda-zalewny")
    about = ArticleFactory(
        title="A new face", text="<p>We met Jagoda Zalewny.</p><p>Zalewny came in May.</p>"
    )
    ArticleFactory(title="Jagoda is a strawberry", slug="strawberry", text="<p>Red.</p>")
    sign_in(page, boss)
    page.goto(f"/admin/desk/personal/erase/?record=members.person:{kept.pk}")
    boxes = page.locator("input[name=about]")
    assert [box.is_checked() for box in boxes.all()] == [True, False]
    nothing_ails(page)
    page.fill("#id_confirm", "Jagoda Zalewny")
    page.click("button:not([aria-hidden]):has-text('Erase for good')")
    assert "except for what is listed here" in page.inner_text("[role=status]")
    nothing_ails(page)
    with page.expect_popup() as opened:
        page.click(".leftovers a")
    assert opened.value.input_value("#id_title") == "Jagoda is a strawberry"
    opened.value.close()
    page.check("input[name=about]")
    page.click("button:not([aria-hidden]):has-text('Take it out where ticked')")
    assert "Everything about the person is erased" in page.inner_text(".messagelist")
    assert "A person came in May" in Prose.objects.get(parent=about).html
