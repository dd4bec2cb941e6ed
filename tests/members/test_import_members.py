"""manage.py import_members: columns, progress, the list of errors, all or nothing."""

import pytest
from django.core.management import CommandError, call_command

from desk.models import Activity
from members.models import Category, Member
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "list.csv"
        path.write_text(text)
        return path

    return write


def test_it_says_what_goes_where_and_what_was_done(file, capsys):
    MemberFactory(name_en="Kelp AS", city="Oslo")
    call_command("import_members", file("Name,Town,Extra\nKelp AS,Bodø,x\nTare AS,Oslo,y\n"))
    said = capsys.readouterr()
    assert said.out == (
        "Name → name_en\nTown → city\nExtra → left out\n"
        "line 3: Tare AS: It has no membership, so visitors will see it nowhere.\n"
        "1 new, 1 changed, 0 the same.\n"
    )
    assert said.err == ""  # no bar where nobody looks
    assert Member.objects.filter(city="Bodø").exists()
    assert Activity.objects.get(action="imported").user is None


def test_a_dry_run_writes_nothing(file, capsys):
    call_command("import_members", file("name\nKelp AS\n"), dry_run=True)
    assert "Nothing was written. It would be: 1 new" in capsys.readouterr().out
    assert not Member.objects.exists()


def test_every_error_is_listed_and_nothing_written(file):
    path = file("name,founded\nKelp AS,1999\nTare AS,soon\nTang AS,1\n")
    with pytest.raises(CommandError) as caught:
        call_command("import_members", path)
    assert caught.value.returncode == 1
    assert str(caught.value).splitlines() == [
        "line 3: Tare AS: Founded: “soon” is not a whole number.",
        "line 4: Tang AS: Write the founding year with four digits.",
        "Nothing was imported: 2 lines wrong.",
    ]
    assert not Member.objects.exists()


@pytest.mark.slow
def test_columns_can_be_said(file):
    path = file("Firm,Name,Kind\nKelp AS,Kari,Seaweed\n")
    call_command(
        "import_members",
        path,
        map=["Firm=name_en", "Name=contact_name", "kind=category"],
        make_words=True,
        verbosity=0,
    )
    member = Member.objects.get()
    assert (member.name_en, member.contact_name) == ("Kelp AS", "Kari")
    assert Category.objects.get() == member.category


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ("Nothing=city", "0 columns called that"),
        ("City=town", "the columns are name_en"),
        ("City", "0 columns"),
        ("Name=", "No column of the file is a name"),
    ],
)
def test_columns_that_cannot_be(file, wish, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("import_members", file("Name,City\nKelp,Oslo\n"), map=[wish])


def test_files_that_cannot_be_read(file, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_members", tmp_path / "none.csv")
    with pytest.raises(CommandError, match="formula"):
        call_command("import_members", file("name\n=1\n"))
    with pytest.raises(CommandError, match="directory"):
        call_command("import_members", tmp_path)
