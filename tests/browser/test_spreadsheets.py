"""A list comes in as an editor does it: a dry run with errors, the mended file, the import."""

import pytest

from members.models import Member
from tests.factories import CategoryFactory, MemberFactory

pytestmark = pytest.mark.browser

WRONG = "Firma;By;Kategori;Stiftet;Notat\nKelp AS;Bodø;Technology;1999;x\nTare AS;;Fisk;i fjor;y\n"
MENDED = WRONG.replace("Fisk", "technology").replace("i fjor", "2021")


def file_of(text):
    return {"name": "liste.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}


@pytest.mark.slow
def test_a_dry_run_with_errors_the_mended_file_and_the_import(desk):
    CategoryFactory(name_en="Technology", slug="technology")
    MemberFactory(name_en="Kelp AS", city="Oslo", category=None)
    desk.goto("/admin/members/member/")
    desk.get_by_role("link", name="Import a spreadsheet").click()
    desk.get_by_label("File", exact=True).set_input_files(file_of(WRONG))
    desk.get_by_role("button", name="Read the file").click()
    assert desk.get_by_label("Firma").input_value() == "name_en"
    assert desk.get_by_label("Notat").input_value() == ""
    desk.get_by_label("Stiftet").select_option("")
    desk.get_by_label("Stiftet").select_option(label="Founded")
    desk.get_by_role("button", name="Check the lines").click()
    desk.wait_for_selector("text=1 line is wrong")
    line = desk.locator(".sheet-lines tr", has_text="Tare AS").inner_text()
    assert "“Fisk” is not known. Known: Technology." in line
    assert "“i fjor” is not a whole number." in line
    assert "Oslo → Bodø" in desk.locator(".sheet-lines tr", has_text="Kelp AS").inner_text()
    assert desk.get_by_role("button", name="Import 1 line").count() == 0
    assert Member.objects.count() == 1
    desk.get_by_label("The mended file").set_input_files(file_of(MENDED))
    desk.get_by_role("button", name="Check the mended file").click()
    desk.get_by_role("link", name="New 1").click()
    assert desk.locator(".sheet-lines tbody tr").count() == 1
    desk.get_by_role("button", name="Import 2 lines").first.click()
    desk.wait_for_selector("text=Imported: 1 new, 1 changed, 0 the same as before.")
    assert set(Member.objects.values_list("name_en", "city", "founded")) == {
        ("Kelp AS", "Bodø", 1999),
        ("Tare AS", "", 2021),
    }
    with desk.expect_download() as going_out:
        desk.get_by_role("link", name="CSV").click()
    with open(going_out.value.path(), encoding="utf-8-sig") as file:
        assert len(file.readlines()) == 3
