"""Pictures chosen, uploaded in place, pasted and put in order."""

import base64

import pytest
from PIL import Image as PillowImage

from images.models import Image
from images.rendition_maker import missing_renditions
from news.blocks.gallery import Gallery
from news.models import Edition
from tests.browser.test_editor import ADD, BLOCKS, add, press
from tests.factories import ArticleFactory, ImageFactory, inspected, picture_bytes

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_piece_with_a_picture_is_published_in_nine_clicks(desk):
    """From the front page of the admin: two paragraphs and a picture from this computer."""
    clicks = 0

    def click(selector):
        nonlocal clicks
        clicks += 1
        desk.click(selector)

    desk.goto("/admin/")
    click("a[href$='/admin/news/article/add/'] >> nth=0")
    desk.fill("#id_title", "Kelp grows")
    desk.keyboard.press("Tab")
    desk.fill("#id_standfirst", "It does.")
    click(".field-hero .picture-choose")
    click(".picture-upload > summary")
    clicks += 1  # the file, in the browser's own window
    desk.set_input_files(
        ".picture-dialog [type=file]",
        {"name": "kelp.png", "mimeType": "image/png", "buffer": picture_bytes(size=(640, 480))},
    )
    desk.fill(".picture-dialog [name=alt_en]", "Kelp")
    click(".picture-send")
    desk.wait_for_selector(".picture-dialog", state="detached")
    click(".add-blocks button:has-text('Text')")
    desk.wait_for_selector(".ProseMirror-focused")
    desk.keyboard.type("First paragraph.")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Second paragraph.")
    with desk.expect_navigation():
        click("[name=_publish]")
    desk.wait_for_selector(".messagelist .success")
    edition = Edition.objects.get()
    assert edition.hero == Image.objects.get()
    assert edition.blocks[0]["html"].count("<p>") == 2
    assert clicks <= 9


@pytest.mark.slow
def test_a_picture_is_chosen_by_keyboard_and_taken_out(desk):
    image = ImageFactory(alt_en="Two divers", credit_en="Photo: Ida Berg")
    ImageFactory(alt_en="A quay")
    desk.goto(ADD)
    desk.locator(".field-hero .picture-choose").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".picture-one >> nth=1")
    desk.keyboard.type("divers")
    desk.locator(".picture-one", has_text="A quay").wait_for(state="detached")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    assert "Photo: Ida Berg" in desk.inner_text(".field-hero .picture-chosen")
    assert desk.input_value("#id_hero") == str(image.pk)
    assert desk.evaluate("document.activeElement.className").endswith("picture-choose")
    desk.locator(".field-hero .picture-remove").focus()
    desk.keyboard.press("Enter")
    assert desk.locator(".field-hero .picture-chosen").count() == 0
    assert desk.input_value("#id_hero") == ""


@pytest.mark.slow
def test_a_gallery_is_put_in_order_by_keyboard(desk):
    article = ArticleFactory(text=False)
    images = [ImageFactory(alt_en=name) for name in ("One", "Two", "Three")]
    gallery = Gallery.objects.create(parent=article, region="main", ordering=10)
    for place, image in enumerate(images):
        gallery.choices.create(image=image, position=place)
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".block-tools")
    assert desk.locator(f"{BLOCKS} h3 .block-picture").count() == 3
    first = desk.locator(".picture-chosen").first.locator(".picture-later")
    first.focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    names = desk.locator(".picture-chosen figcaption").all_inner_texts()
    assert [name.strip() for name in names] == ["Two", "Three", "One"]
    desk.locator(".picture-remove").first.focus()
    desk.keyboard.press("Enter")
    press(desk, "_continue")
    kept = gallery.choices.order_by("position").values_list("image__alt_en", flat=True)
    assert list(kept) == ["Three", "One"]


@pytest.mark.slow
def test_ten_pictures_are_in_a_gallery_after_four_acts(desk):
    article = ArticleFactory(text=False)
    images = ImageFactory.create_batch(12)
    there = images[5]
    gallery = Gallery.objects.create(parent=article, region="main", ordering=10)
    gallery.choices.create(image=there, position=0)
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".block-tools")
    desk.click(f"{BLOCKS} .picture-choose")
    desk.locator(".picture-one").nth(9).wait_for()
    desk.locator(".picture-one").nth(0).click()
    desk.locator(".picture-one").nth(9).click(modifiers=["Shift"])
    desk.click(".picture-add")
    assert desk.locator(".picture-chosen").count() == 10
    press(desk, "_continue")
    kept = list(gallery.choices.order_by("position").values_list("image", flat=True))
    newest = [image.pk for image in reversed(images[2:])]
    assert kept == [there.pk, *(pk for pk in newest if pk != there.pk)]


@pytest.mark.slow
def test_files_given_to_a_gallery_together_are_described_one_after_the_other(desk, tmp_path):
    article = ArticleFactory(text=False)
    gallery = Gallery.objects.create(parent=article, region="main", ordering=10)
    gallery.choices.create(image=ImageFactory(alt_en="There already"), position=0)
    files = [tmp_path / f"{colour}.png" for colour in ("red", "green", "blue")]
    for file in files:
        PillowImage.new("RGB", (400, 300), file.stem).save(file)
    desk.goto(f"/admin/news/article/{article.pk}/change/")
    desk.wait_for_selector(".block-tools")
    with desk.expect_file_chooser() as chooser:
        desk.click(f"{BLOCKS} .picture-new")
    chooser.value.set_files(files)
    desk.fill(".picture-dialog [name=credit_en]", "Photo: Ida Berg")
    for place, file in enumerate(files):
        desk.wait_for_function(
            "name => document.querySelector('.picture-dialog [name=upload]').files[0]?.name === name",
            arg=file.name,
        )
        left = len(files) - place - 1
        assert (f"{left} more" in desk.inner_text(".picture-shown")) == bool(left)
        desk.fill(".picture-dialog [name=alt_en]", f"A {file.stem} square")
        desk.keyboard.press("Enter")
        desk.wait_for_selector(f".picture-one[aria-pressed=true] >> nth={place}")
    desk.click(".picture-add")
    press(desk, "_continue")
    images = [choice.image for choice in gallery.choices.order_by("position")]
    assert [image.alt_en for image in images[1:]] == [f"A {file.stem} square" for file in files]
    assert {image.credit_en for image in images[1:]} == {"Photo: Ida Berg"}


PASTE = """([type, value]) => {
    const data = new DataTransfer()
    if (type === "file") {
        const bytes = Uint8Array.from(atob(value), letter => letter.charCodeAt(0))
        data.items.add(new File([bytes], "pasted.png", {type: "image/png"}))
    } else {
        data.setData("text/html", value)
    }
    const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    document.querySelector(".ProseMirror-focused").dispatchEvent(paste)
}"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["file", pytest.param("html", marks=pytest.mark.slow)])
def test_a_pasted_picture_is_offered_to_the_library_and_becomes_a_block(desk, kind):
    desk.goto(ADD)
    desk.fill("#id_title", "Pasted")
    add(desk, "Text")
    desk.wait_for_selector(".ProseMirror-focused")
    code = base64.b64encode(picture_bytes(colour="red")).decode()
    given = code if kind == "file" else f'<p>Words</p><img src="data:image/png;base64,{code}">'
    desk.evaluate(PASTE, [kind, given])
    desk.wait_for_selector(".picture-dialog .picture-shown img")
    desk.fill(".picture-dialog [name=alt_en]", "A pasted picture")
    desk.click(".picture-send")
    desk.wait_for_selector(f"{BLOCKS} .picture-chosen")
    press(desk, "_continue")
    assert Image.objects.get().alt_en == "A pasted picture"
    assert desk.locator(f"{BLOCKS} .picture-chosen").count() == 1


@pytest.mark.slow
def test_the_list_of_pictures_has_the_sizes_of_new_ones_made(desk):
    image = Image(alt_en="Kelp")
    image.take(inspected(picture_bytes(size=(400, 300))))
    image.save()
    desk.goto("/admin/images/image/")
    desk.wait_for_selector(".sizes progress", state="detached")
    assert desk.text_content(".sizes [role=status]") == "All sizes are made."
    assert missing_renditions(image) == []
