"""Uploading pictures in the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from images.models import Image
from images.renditions import rendition_folder
from tests.desk.posting import address, errors_of, post
from tests.factories import MemberFactory, picture_bytes
from tests.pages import HtmlPage


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def upload(desk, content, **changes):
    file = SimpleUploadedFile("divers.png", content)
    return post(desk, Image, {"upload": file, "alt_en": "Two divers", **changes}, page="add")


def test_a_picture_is_taken_and_its_renditions_are_made(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert errors_of(upload(desk, picture_bytes(colour="teal"))) == []
    image = Image.objects.get()
    assert (image.width, image.height, image.alt_en) == (40, 30, "Two divers")
    assert rendition_folder(image.renditions()[0].name).exists()


def test_the_same_bytes_lead_to_the_picture_that_is_there(desk):
    upload(desk, picture_bytes(colour="red"))
    answer = upload(desk, picture_bytes(colour="red"))
    (error,) = answer.context["adminform"].form.errors["upload"]
    assert address(Image.objects.get()) in error


@pytest.mark.parametrize("content", [b"no picture", b"%PDF-1.7 \n"])
def test_what_is_no_picture_is_a_field_error(desk, content):
    answer = upload(desk, content)
    assert (
        "This file is not a picture we can use"
        in answer.context["adminform"].form.errors["upload"][0]
    )


@pytest.mark.slow
def test_a_picture_says_what_it_shows_or_is_decoration(desk):
    answer = upload(desk, picture_bytes(colour="blue"), alt_en="")
    errors = answer.context["adminform"].form.errors
    assert errors["alt_en"] == ["Write an alt text, or tick “only decoration”."]
    answer = upload(desk, picture_bytes(colour="blue"), alt_en="", decorative="on")
    errors = answer.context["adminform"].form.errors
    assert errors["decorative_reason"] == ["Say why the picture is only decoration."]
    reason = {"decorative": "on", "decorative_reason": "A pattern"}
    assert errors_of(upload(desk, picture_bytes(colour="blue"), alt_en="", **reason)) == []


def test_a_picture_in_use_is_not_deleted(desk):
    upload(desk, picture_bytes(colour="green"))
    image = Image.objects.get()
    MemberFactory(logo=image)
    page = desk.post(address(image).replace("change", "delete"), {"post": "yes"})
    assert Image.objects.exists()
    assert "It can’t be deleted." in HtmlPage(page).text
