"""Every article has a picture for other sites, drawn where it has none."""

import io
import os
import re
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Pillow

from cluster_site.models import SiteSettings
from images.cards import SIZE, Card, FontFace, draw_card, fit_title
from news.models import Section
from news.publishing.commands import publish, unpublish
from tests.factories import ArticleFactory, ImageFactory

pytestmark = pytest.mark.django_db
LONG = "Menneskerettighetsorganisasjonssamarbeidskomiteen inviterer til medlemsmøte om havforskning"


@pytest.fixture
def room(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def article(editor, room):
    SiteSettings.objects.create(name_en="Kelp Cluster")
    article = ArticleFactory(title="Kelp & <co>", slug="kelp")
    publish(article=article, by=editor)
    return article


def properties(client, address="/news/kelp/"):
    found = re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)"', client.get(address).text)
    return dict(found)


def path_of_share_of(client, address):
    return properties(client, address)["og:image"].removeprefix("http://testserver")


def path_of_share(client):
    return path_of_share_of(client, "/news/kelp/")


def test_an_article_without_a_picture_has_one_drawn(client, article, room):
    shown = properties(client)
    assert (shown["og:image:width"], shown["og:image:height"]) == ("1200", "630")
    assert shown["og:image:alt"] == "Kelp &amp; &lt;co&gt;"
    assert not Path(room, "share").exists(), "never while the page is made"
    response = client.get(path_of_share(client))
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert Pillow.open(io.BytesIO(response.content)).size == SIZE
    assert len(response.content) < 60_000
    (stored,) = Path(room, "share").iterdir()
    assert stored.read_bytes() == client.get(path_of_share(client)).content


def test_it_is_drawn_once(client, article, monkeypatch):
    client.get(path_of_share(client))
    monkeypatch.setattr("news.public.sharing.draw_card", lambda card: pytest.fail("drawn again"))
    assert client.get(path_of_share(client)).status_code == 200


def test_a_full_disk_does_not_keep_it_from_being_shown(client, article, room, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("news.public.sharing.write_atomically", full)
    assert client.get(path_of_share(client)).content.startswith(b"\x89PNG")


def test_an_earlier_address_leads_to_the_picture_of_today(client, article, editor):
    earlier = path_of_share(client)
    article.title = "Kombu"
    article.save()
    publish(article=article, by=editor)
    assert client.get(earlier)["Location"] == path_of_share(client) != earlier
    before = path_of_share(client)
    SiteSettings.objects.update(brand="#123456")
    assert path_of_share(client) != before
    unpublish(article=article, by=editor)
    assert client.get(earlier).status_code == 404


def test_nothing_is_drawn_for_made_up_addresses(client, article, room):
    for address in (f"{article.pk}-{'0' * 32}", f"999999999999999999-{'0' * 32}"):
        assert client.get(f"/media/share/{address}.png").status_code in (302, 404)
    assert client.get(f"/media/share/{'9' * 30}-{'0' * 32}.png").status_code == 404
    assert not Path(room, "share").exists()


def test_the_main_picture_is_shared_where_there_is_one_that_others_take(client, editor, room):
    photo = ImageFactory(alt_en="Two divers")
    drawing = ImageFactory(file="originals/logo.svg")
    stamp = ImageFactory(width=400, height=300)
    for slug, hero in (("photo", photo), ("drawing", drawing), ("stamp", stamp)):
        publish(article=ArticleFactory(slug=slug, hero=hero), by=editor)
    shown = properties(client, "/news/photo/")
    assert shown["og:image"].endswith(".jpg")
    assert shown["og:image:alt"] == "Two divers"
    assert "/media/share/" in properties(client, "/news/drawing/")["og:image"]
    assert "/media/share/" in properties(client, "/news/stamp/")["og:image"]


@pytest.mark.slow
@pytest.mark.parametrize("title", ["A", LONG, "Å" * 200, "word " * 40, "Ávžži Ŋ 漢字", "Kelp"])
def test_every_title_fits(title):
    face, lines, _step = fit_title(title)
    assert lines
    assert len(lines) <= 5
    for line in lines:
        assert face.length(line) <= 1024
    assert (
        Pillow.open(io.BytesIO(draw_card(Card(title, "News", LONG * 2, "#0e4a5a", "#a62b3d")))).size
        == SIZE
    )


def test_letters_of_the_second_file_are_drawn_from_it():
    face = FontFace("petrona", 40, 500)
    second = list(face.fonts.values())[1]
    assert [piece for piece, font in face.runs("Ávžži") if font is second] == ["žž"]


SCIENCE = "TGF-β og IFN-γ i Ki\u201167 ≥ 5 µm → fase Ⅱ, “Љубав” – χ²"


def test_letters_that_the_faces_lack_are_drawn_from_the_fallback():
    face = FontFace("petrona", 40, 500)
    fallback = list(face.fonts.values())[2]
    drawn = [piece for piece, font in face.runs("β ≥ 5 → Љ x") if font is fallback]
    assert drawn == ["β", "≥", "→", "Љ"]


def words_of(title) -> bytes:
    return draw_card(Card(title, "News", "Kelp Cluster", "#0e4a5a", "#a62b3d"))


def test_a_hyphen_that_does_not_break_and_what_has_no_width_are_no_boxes():
    assert words_of("Ki\u201167 in kelp") == words_of("Ki-67 in kelp")
    assert words_of("Kelp\u00ad\u200bline 🎉") == words_of("Kelpline")
    assert words_of("A\u030a") == words_of("Å")


@pytest.mark.parametrize(
    ("title", "own"),
    [(SCIENCE, True), ("漢字 of kelp", False), ("שלום", False), ("🎉", False), ("Kelp 🎉", True)],
)
def test_a_script_that_no_face_has_gets_the_sites_own_card(client, editor, room, title, own):
    SiteSettings.objects.create(name_en="Kelp Cluster")
    publish(article=ArticleFactory(title=title, slug="science"), by=editor)
    shared = path_of_share_of(client, "/news/science/")
    assert shared.startswith("/media/share/en-") is not own
    assert client.get(shared).status_code == 200


def test_an_address_from_before_a_title_in_another_script_leads_to_the_sites_card(
    client, article, editor
):
    earlier = path_of_share(client)
    article.title = "漢字"
    article.save()
    publish(article=article, by=editor)
    assert client.get(earlier)["Location"] == path_of_share(client)
    assert path_of_share(client).startswith("/media/share/en-")


def test_cards_of_long_ago_are_deleted(client, article, room):
    client.get(path_of_share(client))
    (stored,) = Path(room, "share").iterdir()
    call_command("run_due")
    assert stored.exists()
    long_ago = time.time() - 31 * 24 * 3600
    os.utime(stored, (long_ago, long_ago))
    call_command("run_due", "--dry-run")
    assert stored.exists()
    call_command("run_due")
    assert not stored.exists()
    assert client.get(path_of_share(client)).status_code == 200


def test_a_card_that_another_process_deletes_meanwhile_is_no_failure(client, article, room):
    address = path_of_share(client)
    client.get(address)
    (stored,) = Path(room, "share").iterdir()
    stored.unlink()
    stored.symlink_to("deleted")  # listed, and no longer there
    call_command("run_due")
    assert client.get(address).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/", "/nb/", "/members/", "/join/enquire/", "/nothing/"])
def test_every_other_page_has_the_sites_own(client, article, address):
    SiteSettings.objects.update(tagline_en="We grow kelp", tagline_nb="Vi dyrker tare")
    shown = properties(client, address)
    assert (shown["og:image:width"], shown["og:image:alt"]) == ("1200", "Kelp Cluster")
    before = shown["og:image"].removeprefix("http://testserver")
    assert Pillow.open(io.BytesIO(client.get(before).content)).size == SIZE
    SiteSettings.objects.update(brand="#400060")
    moved = client.get(before)
    assert moved.status_code == 302
    assert client.get(moved["Location"])["Content-Type"] == "image/png"


def test_a_page_has_a_card_without_a_section(client, editor, room):
    publish(article=ArticleFactory(section=Section.PAGE, slug="about"), by=editor)
    assert client.get(properties(client, "/about/")["og:image"]).status_code == 200
