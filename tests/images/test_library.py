"""The picture library at work: many at once, another file, consent, the press, missing sizes."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from PIL import Image as Pillow

from cluster_site.models import SiteSettings
from desk.history.recording import revisions_of
from images import rendition_maker
from images.models import Image
from images.rendition_maker import make_all_renditions, missing_renditions
from images.renditions import CROPS, crop_renditions, rendition_folder
from tests.desk.posting import address, errors_of, post
from tests.factories import ImageFactory, MemberFactory, PersonFactory, inspected, picture_bytes
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db
MANY = "/admin/images/image/many/"


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def stored(content=None, **values):
    image = Image(**{"alt_en": "Kelp", "alt_nb": "Tare", **values})
    image.take(inspected(content or picture_bytes(size=(1200, 900))))
    image.save()
    return image


def halves(size=(1200, 900)):
    """Red on the left, blue on the right."""
    picture = Pillow.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def files(**contents):
    return [SimpleUploadedFile(f"{name}.png", content) for name, content in contents.items()]


@pytest.mark.slow
def test_many_files_are_added_and_a_refused_one_stops_no_other(desk):
    there = stored(picture_bytes(colour="teal"))
    chosen = files(
        red=picture_bytes(colour="red"),
        again=picture_bytes(colour="teal"),
        broken=b"no picture",
        blue=picture_bytes(colour="blue"),
    )
    answer = desk.post(MANY, {"upload": chosen, "alt_en": "Divers", "credit_en": "Photo: Ida Berg"})
    page = HtmlPage(answer)
    assert Image.objects.filter(credit_en="Photo: Ida Berg", alt_en="Divers").count() == 2
    told = {one["name"]: one for one in answer.context["told"]}
    assert told["again.png"]["image"] == there
    assert told["again.png"]["there_already"]
    assert "not a picture we can use" in page.text
    # what was typed stands in the form still
    assert page.has('[value="Photo: Ida Berg"]')


def test_no_file_and_a_missing_reason_are_told(desk):
    page = HtmlPage(desk.post(MANY, {"alt_en": "x"}))
    assert page.words("#id_upload_error") == ["This field is required."]
    page = desk.post(MANY, {"upload": files(a=picture_bytes()), "decorative": "on"})
    assert "Say why the picture is only decoration." in HtmlPage(page).text
    assert not Image.objects.exists()


def test_a_file_that_is_refused_is_the_only_error(desk):
    focus = {"focus_x": 0.5, "focus_y": 0.5}
    for sent in ({}, {"upload": files(a=b"no picture")[0]}):
        page = desk.post("/admin/images/image/add/", {"alt_en": "Divers", **focus, **sent})
        assert list(page.context["adminform"].form.errors) == ["upload"]
    assert not Image.objects.exists()


def test_the_list_leads_to_adding_many(desk):
    assert HtmlPage(desk.get("/admin/images/image/")).has(f'[href="{MANY}"]')


def test_many_at_once_is_for_who_may_add(client, writer):
    client.force_login(writer)
    writer.groups.clear()
    assert client.get(MANY).status_code == 403


def test_the_database_wants_a_reason_for_decoration():
    with pytest.raises(IntegrityError, match="image_decoration_has_a_reason"):
        ImageFactory(decorative=True, decorative_reason="")


@pytest.mark.slow
def test_the_same_file_again_after_it_was_replaced_is_another_picture(desk):
    first, second = picture_bytes(colour="red"), picture_bytes(colour="blue")
    form = {"alt_en": "Divers"}
    for content in (first, first):
        desk.post("/admin/images/image/choose/upload/", {"upload": files(a=content)[0], **form})
    (image,) = Image.objects.all()
    assert replace(desk, image, second).status_code == 302
    desk.post("/admin/images/image/choose/upload/", {"upload": files(a=first)[0], **form})
    assert Image.objects.count() == 2
    assert Image.objects.exclude(pk=image.pk).get().key == f"{image.key}-2"


@pytest.mark.slow
def test_a_file_that_somebody_replaced_meanwhile_is_not_replaced_unseen(desk):
    image = stored(picture_bytes(colour="red"))
    page = f"/admin/images/image/{image.pk}/replace/"
    seen = desk.get(page).context["form"]["seen"].value()
    assert replace(desk, image, picture_bytes(colour="blue")).status_code == 302
    (upload,) = files(a=picture_bytes(colour="green"))
    answer = desk.post(page, {"upload": upload, "seen": seen})
    assert "Somebody replaced the file meanwhile." in HtmlPage(answer).text


@pytest.mark.slow
@pytest.mark.parametrize("crop", sorted(CROPS))
@pytest.mark.parametrize(("focus", "wanted"), [(0.0, "red"), (1.0, "blue")])
def test_crops_follow_the_focal_point(crop, focus, wanted):
    image = stored(halves((2000, 500)), focus_x=focus)
    make_all_renditions(image)
    path = rendition_folder(crop_renditions(image, crop, "jpg")[0].name)
    picture = Pillow.open(path).convert("RGB")
    red, _green, blue = picture.getpixel((picture.width // 2, picture.height // 2))
    assert ("red" if red > blue else "blue") == wanted
    assert (
        abs(picture.width * CROPS[crop][1] - picture.height * CROPS[crop][0]) <= 2 * CROPS[crop][0]
    )


def replace(desk, image, content):
    file = SimpleUploadedFile("new.png", content)
    return desk.post(address(image).replace("change", "replace"), {"upload": file})


def test_a_replaced_file_shows_wherever_the_picture_does(desk, django_capture_on_commit_callbacks):
    image = stored(picture_bytes(size=(60, 40), colour="red"))
    image.make_renditions()
    person = PersonFactory(portrait=image)
    old, old_folder = image.file.name, rendition_folder(image.public_id)
    assert person.name in HtmlPage(desk.get(address(image).replace("change", "replace"))).text
    with django_capture_on_commit_callbacks(execute=True):
        assert replace(desk, image, picture_bytes(size=(80, 50), colour="blue")).status_code == 302
    new = Image.objects.get()
    assert (new.pk, new.key, new.width) == (image.pk, image.key, 80)
    assert not new.file.storage.exists(old)
    assert not old_folder.exists()
    assert rendition_folder(new.renditions()[0].name).exists()
    assert HtmlPage(desk.get(person.get_absolute_url())).has(f'img[src*="{new.public_id}"]')
    assert revisions_of(new).count() == 2


@pytest.mark.slow
def test_a_file_that_is_there_replaces_nothing(desk):
    red, blue = picture_bytes(colour="red"), picture_bytes(colour="blue")
    image, other = stored(red), stored(blue, alt_en="Blue")
    assert "there already" in HtmlPage(replace(desk, image, red)).text
    assert "in the library already" in HtmlPage(replace(desk, image, blue)).text
    assert "not a picture we can use" in HtmlPage(replace(desk, image, b"x")).text
    image.refresh_from_db()
    assert image.file.storage.exists(image.file.name)
    assert image.sha256 != other.sha256


ENDED = [
    ("consent_until", -1),
    ("consent_withdrawn", 0),
]


@pytest.mark.slow
@pytest.mark.parametrize(("ended", "days"), ENDED)
def test_what_has_no_consent_is_not_used_anew(desk, ended, days):
    over, good = ImageFactory(**{ended: in_days(days)}), ImageFactory(consent_until=in_days(0))
    found = desk.get("/admin/images/image/choose/").json()["pictures"]
    assert [one["id"] for one in found] == [good.pk]
    member = MemberFactory()
    (error,) = errors_of(post(desk, member, {"logo": str(over.pk)}))
    assert "can’t be used anew" in error
    assert errors_of(post(desk, member, {"logo": str(good.pk)})) == []


@pytest.mark.slow
@pytest.mark.parametrize(("ended", "days"), ENDED)
def test_what_uses_it_already_can_still_be_saved_and_is_shown_as_a_use(desk, ended, days):
    over = ImageFactory(**{ended: in_days(days)})
    member = MemberFactory(logo=over)
    assert errors_of(post(desk, member, {"summary_en": "Grows more kelp."})) == []
    page = HtmlPage(desk.get(address(over)))
    assert "can’t be used anew" in page.text
    assert page.has(f'[href*="{address(member)}"]')
    assert "1 picture in use without consent" in HtmlPage(desk.get("/admin/")).text
    listed = desk.get("/admin/images/image/?consent=over").context["cl"].result_list
    assert list(listed) == [over]


def test_the_end_of_a_consent_is_told_before(desk):
    ImageFactory(consent_until=in_days(20), alt_en="Quay")
    ImageFactory(consent_until=in_days(200))
    assert "1 picture whose consent runs out" in HtmlPage(desk.get("/admin/")).text
    day = in_days(20)
    month = HtmlPage(desk.get(f"/admin/desk/calendar/?month={day:%Y-%m}"))
    assert "Quay" in month.text


@pytest.mark.slow
def test_pictures_of_the_press_are_whole_and_carry_no_metadata(client):
    buffer, exif = io.BytesIO(), Pillow.Exif()
    exif[0x0112], exif[0x010E] = 6, "secret place"
    Pillow.new("RGB", (4000, 2000), "teal").save(buffer, "JPEG", exif=exif)
    image = stored(buffer.getvalue(), press=True, credit_en="Photo: Ida Berg", key="kelp")
    page = HtmlPage(client.get("/press/"))
    assert "Photo: Ida Berg" in page.text
    assert "2000 × 4000" in page.text
    answer = client.get("/media/press/kelp/")
    assert 'filename="kelp.jpg"' in answer["Content-Disposition"]
    served = b"".join(answer.streaming_content)
    assert Pillow.open(io.BytesIO(served)).size == (2000, 4000)
    assert b"secret" not in served
    Image.objects.filter(pk=image.pk).update(consent_withdrawn=date(2020, 1, 1))
    assert client.get("/media/press/kelp/").status_code == 404
    assert "Photo: Ida Berg" not in client.get("/press/").content.decode()


def test_what_is_no_press_picture_is_not_handed_out(client):
    image = stored(key="kelp")
    assert client.get("/media/press/kelp/").status_code == 404
    assert client.get(f"/media/renditions/{image.public_id}/full.jpg").status_code == 404


def test_the_press_page_stands_in_both_languages_and_names_the_contact(client, editor):
    client.force_login(editor)
    SiteSettings.objects.create(
        name_en="Kelp", press_name="Ida Berg", press_email="press@example.org"
    )
    for page in ("/press/", "/nb/press/"):
        assert HtmlPage(client.get(page)).has('[href*="mailto:press@example.org"]')


def test_missing_sizes_are_made_when_tasks_fall_due(capsys):
    image, gone = stored(picture_bytes(size=(60, 40))), stored(picture_bytes(colour="red"))
    gone.file.storage.delete(gone.file.name)
    call_command("run_due")
    assert missing_renditions(image) == []
    assert "not on the disk" in capsys.readouterr().out
    call_command("run_due")
    assert "sizes made" not in capsys.readouterr().out


def test_run_due_counts_the_sizes_that_it_made(capsys):
    image = stored(picture_bytes(size=(60, 40)))
    _first, *others = missing_renditions(image)
    for rendition in others:
        rendition_maker._mark_of(rendition.path).touch()
    call_command("run_due")
    assert ": 1 sizes made" in capsys.readouterr().out
