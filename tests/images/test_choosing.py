"""Choosing a picture among pictures and uploading one in place."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from desk.history.recording import revisions_of
from images.models import Image
from images.picker import AT_ONCE
from tests.factories import (
    ImageFactory,
    MemberFactory,
    PersonFactory,
    UserFactory,
    picture_bytes,
)
from tests.pages import HtmlPage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHOOSE = "/admin/images/image/choose/"
UPLOAD = "/admin/images/image/choose/upload/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def upload(desk, content, **fields):
    file = SimpleUploadedFile("divers.png", content)
    return desk.post(UPLOAD, {"upload": file, "alt_en": "Two divers", "alt_nb": "", **fields})


def test_pictures_come_newest_first_and_page_by_page(desk):
    images = [ImageFactory() for _number in range(AT_ONCE + 3)]
    first = desk.get(CHOOSE).json()
    assert [one["id"] for one in first["pictures"]] == [image.pk for image in images[:2:-1]]
    rest = desk.get(CHOOSE, {"before": first["older"]}).json()
    assert [one["id"] for one in rest["pictures"]] == [image.pk for image in images[2::-1]]
    assert rest["older"] is None


def test_pictures_are_found_by_their_words(desk):
    wanted = ImageFactory(alt_en="Two divers check a line")
    ImageFactory(alt_en="A quay")
    found = desk.get(CHOOSE, {"q": "divers"}).json()["pictures"]
    assert [one["id"] for one in found] == [wanted.pk]
    assert found[0]["attrs"]["data-src"] == wanted.renditions()[0].url


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 40}, {"q": "'\"%\\"}])
def test_odd_questions_are_no_error(desk, query):
    ImageFactory()
    assert desk.get(CHOOSE, query).status_code == 200


def test_a_picture_uploaded_in_place_is_whole(desk):
    told = upload(desk, picture_bytes(colour="teal"), credit_en="Photo: Ida Berg").json()
    image = Image.objects.get()
    assert told["picture"]["id"] == image.pk
    assert (image.alt_en, image.credit_en, image.width) == ("Two divers", "Photo: Ida Berg", 40)
    assert revisions_of(image).count() == 1


def test_the_same_bytes_again_give_the_picture_that_is_there_and_its_words(desk):
    first = upload(desk, picture_bytes(colour="red")).json()
    again = upload(desk, picture_bytes(colour="red"), alt_en="Other words").json()
    assert again == {
        "picture": first["picture"],
        "there_already": True,
        "words": {"alt_en": "Two divers", "alt_nb": ""},
        "may_change": True,
    }
    assert Image.objects.get().alt_en == "Two divers"


@pytest.mark.slow
def test_a_picture_that_is_there_takes_the_words_that_were_typed_where_that_is_wanted(desk):
    upload(desk, picture_bytes(colour="red"), alt_nb="To dykkere")
    again = upload(desk, picture_bytes(colour="red"), alt_en="Divers", alt_nb="", use_words="on")
    assert again.json()["picture"]["name"] == "Divers"
    image = Image.objects.get()
    assert (image.alt_en, image.alt_nb) == ("Divers", "To dykkere")
    assert revisions_of(image).count() == 2


def test_who_may_not_change_what_visitors_see_is_told_and_changes_no_words(client):
    writer = UserFactory(group="writers")
    client.force_login(writer)
    upload(client, picture_bytes(colour="red"))
    MemberFactory(logo=Image.objects.get())
    again = upload(client, picture_bytes(colour="red"), alt_en="Mine", use_words="on").json()
    assert (again["may_change"], again["words"]["alt_en"]) == (False, "Two divers")
    assert Image.objects.get().alt_en == "Two divers"


def test_a_new_picture_has_its_focal_point_from_the_form(desk):
    upload(desk, picture_bytes(colour="teal"), focus_x="0.2", focus_y="0.9")
    image = Image.objects.get()
    assert (image.focus_x, image.focus_y) == (0.2, 0.9)
    answer = upload(desk, picture_bytes(colour="green"), focus_x="7")
    assert "focus_x" in answer.json()["errors"]


def test_pictures_are_filtered_by_what_they_are_used_as(desk):
    photograph, logo, portrait = (ImageFactory() for _number in range(3))
    MemberFactory(logo=logo)
    PersonFactory(portrait=portrait)
    found = {
        kind: [one["id"] for one in desk.get(CHOOSE, {"kind": kind}).json()["pictures"]]
        for kind in ("photograph", "logo", "portrait", "", "cheese")
    }
    every = [portrait.pk, logo.pk, photograph.pk]
    assert found == {
        "photograph": [photograph.pk],
        "logo": [logo.pk],
        "portrait": [portrait.pk],
        "": every,
        "cheese": every,
    }


def test_each_field_begins_with_its_kind_and_offers_an_alt_text(desk):
    logo = HtmlPage(desk.get("/admin/members/member/add/"))
    assert logo.has(
        '[data-kind="logo"][data-named-by="name_en name_nb"][data-alt-en="The logo of {name}"]'
    )
    assert logo.has('[data-alt-nb="Logoen til {name}"]')
    assert HtmlPage(desk.get("/admin/members/person/add/")).has('[data-named-by="name"]')
    assert HtmlPage(desk.get("/admin/news/article/add/")).has('[data-kind="photograph"]')


def test_what_is_wrong_is_told_at_its_field(desk):
    answer = upload(desk, b"no picture")
    assert answer.status_code == 400
    assert "not a picture we can use" in answer.json()["errors"]["upload"][0]
    assert "alt_en" in upload(desk, picture_bytes(colour="blue"), alt_en="").json()["errors"]
    assert "upload" in desk.post(UPLOAD, {"alt_en": "x"}).json()["errors"]
    assert not Image.objects.exists()


def test_who_may_not_look_or_add_is_refused(client):
    client.force_login(UserFactory())
    assert client.get(CHOOSE).status_code == 403
    assert upload(client, picture_bytes()).status_code == 403
    client.logout()
    assert client.get(CHOOSE).status_code == 302
    assert reverse("admin:login") in client.get(CHOOSE).url
