"""Nothing that staff may type makes a public page scroll sideways, on the narrowest phone or on a wide screen."""

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from cluster_site.models import MenuItem, SiteSettings
from images.models import Image
from members.models import Category, FocusArea, FormerName, Member, Person, Place, Statement
from news.blocks.quote import Quote
from news.blocks.registry import BLOCKS
from news.models import Article, Tag
from news.publishing.commands import publish
from tests.factories import UserFactory, add_block
from tests.full_site import full_site

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
LETTERS = "Wm" * 60
SITE = f"https://{'wm' * 28}.example/"
EMAIL = f"{'w' * 60}@{'wm' * 28}.example"
HTML = f"<h2>{LETTERS}</h2><p>{LETTERS}</p><h3>{LETTERS}</h3><ul><li>{LETTERS}</li></ul>"
# the texts of each model that are filled with letters, as many as the column takes
TEXTS = {
    SiteSettings: ("name_en", "tagline_en", "press_name", "press_phone"),
    MenuItem: ("label_en",),
    Image: ("alt_en", "caption_en", "credit"),
    Category: ("name_en",),
    Member: ("name_en", "name_nb", "summary_en", "city", "ticker_exchange", "ticker_symbol"),
    Place: ("label", "city"),
    Person: ("name", "title_en", "phone"),
    Statement: ("question", "person_title", "organisation"),
    Article: ("title", "standfirst"),
    BLOCKS["picture"]: ("caption",),
    BLOCKS["member_list"]: ("note",),
    BLOCKS["table"]: ("caption",),
    BLOCKS["download"]: ("title",),
    BLOCKS["video"]: ("title", "transcript"),
}
OTHERS = {
    SiteSettings: {"press_email": EMAIL},
    Member: {"website": SITE, "linkedin": SITE, "description_en": HTML},
    Person: {"biography_en": HTML, "email": EMAIL},
    Tag: {"name": Concat(Value(LETTERS[:90]), Cast("pk", CharField()))},
    Image: {"press": True},
    BLOCKS["prose"]: {"html": HTML},
    BLOCKS["spotlight"]: {"html": HTML, "link": SITE},
    BLOCKS["table"]: {"header": [LETTERS] * 4, "rows": [[LETTERS] * 4] * 2},
}
# what reaches beyond the page's edge; a table does within its own region
OUTSIDE = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? [document.documentElement.scrollWidth] : []),
  ...[...document.body.querySelectorAll("*")]
    .filter(one => !one.closest(".table-scroll *, .unseen, .trap, .skip-link, svg"))
    .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5)
    .map(one => one.outerHTML.slice(0, 90))]"""


@pytest.fixture
def site(transactional_db):
    site = full_site(members=3, articles=3)
    for model in TEXTS.keys() | OTHERS.keys():
        texts = {
            name: LETTERS[: model._meta.get_field(name).max_length] for name in TEXTS.get(model, ())
        }
        model.objects.update(**texts, **OTHERS.get(model, {}))
    FormerName.objects.create(member=site.member, name=LETTERS, slug="former")
    site.member.focus.add(FocusArea.objects.create(name_en=LETTERS, slug="focus"))
    add_block(site.article, Quote, text=LETTERS, attribution=LETTERS)
    editor = UserFactory(is_superuser=True)
    for article in Article.objects.all():
        publish(article=article, by=editor)
    return site


@pytest.mark.slow
def test_a_name_of_120_letters_stays_on_every_page(page, site):
    page.route("**/media/**", lambda route: route.abort())
    outside = {}
    for address in (
        "/",
        "/news/",
        f"/news/?section=board&member={site.member.slug}&tag={site.tag.slug}",
        f"/news/tag/{site.tag.slug}/",
        f"/news/{site.article.slug}/",
        f"/news/{site.article.slug}/mistake/",
        "/members/",
        "/members/?view=list",
        f"/members/?category={site.member.category.slug}&q={LETTERS[:60]}",
        "/members/new/",
        "/members/statistics/",
        f"/members/{site.member.slug}/",
        f"/people/{site.person.slug}/",
        "/board/",
        "/board/?on=2023-03-01",
        "/press/",
        "/about/",
        "/join/enquire/",
        "/nothing-here/",
    ):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if found := page.evaluate(OUTSIDE):
                outside[address, width] = found
    assert outside == {}
