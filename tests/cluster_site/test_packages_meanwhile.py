"""What somebody did while an import began is not overwritten: the import says so and writes nothing."""

import pytest
from django.core.management import CommandError, call_command

from cluster_site.models import MenuItem, SiteSettings
from cluster_site.packages import importing
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erase_person
from desk.trash.records import move_to_trash
from members.models import Member, Membership
from news.models import Article
from tests.cluster_site.package_content import write_package
from tests.factories import ArticleFactory, MemberFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
CHANGED = "somebody changed it while the import began; look at it and import again"


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True)


@pytest.fixture
def errors(tmp_path, monkeypatch):
    """The errors of a package where somebody does something just after the import began."""

    def errors(content, meanwhile=lambda: None):
        fetch_record_marks = importing.fetch_record_marks

        def looked_at(*args):
            state = fetch_record_marks(*args)
            monkeypatch.setattr(importing, "fetch_record_marks", fetch_record_marks)
            meanwhile()
            return state

        monkeypatch.setattr(importing, "fetch_record_marks", looked_at)
        with pytest.raises(CommandError) as refused:
            call_command("import_content", write_package(tmp_path / "a", {"format": 1, **content}))
        *lines, last = str(refused.value).splitlines()
        assert last.startswith("Nothing was imported")
        return lines

    return errors


def test_a_record_that_was_saved_meanwhile(errors):
    member = MemberFactory(slug="kelp", website="https://old.example/")

    def save():
        Member.objects.update(website="https://new.example/")

    content = {"members": [{"slug": "kelp", "name": "Kelp", "website": "https://packed.example/"}]}
    assert errors(content, save) == [f"members[0]: {CHANGED}"]
    member.refresh_from_db()
    assert member.website == "https://new.example/"


def test_rows_of_a_record_that_were_saved_meanwhile(errors):
    MemberFactory(slug="kelp")
    content = {"members": [{"slug": "kelp", "name": "Kelp", "memberships": []}]}
    touch = Membership.objects.all
    assert errors(content, lambda: touch().update(public_from=None)) == [f"members[0]: {CHANGED}"]
    assert Membership.objects.exists()


def test_a_record_that_was_deleted_meanwhile(errors, boss):
    member = MemberFactory(slug="kelp", membership=False)
    content = {"members": [{"slug": "kelp", "name": "Kelp"}]}
    assert errors(content, lambda: move_to_trash(member, by=boss)) == [f"members[0]: {CHANGED}"]
    assert not Member.objects.exists()


def test_a_record_that_was_made_meanwhile(errors):
    content = {"articles": [{"slug": "kelp", "title": "Kelp"}]}
    problems = errors(content, lambda: ArticleFactory(slug="kelp", title="Another"))
    assert problems == [f"articles[0]: {CHANGED}"]
    assert Article.objects.get().title == "Another"


def test_the_menu_and_the_settings(errors):
    SiteSettings.objects.create(name_en="Kelp")
    item = MenuItem.objects.create(label_en="News", target_en="/news/")
    content = {"site": {"name": "Tare", "menu": [{"label": "Board", "target": "/board/"}]}}

    def save():
        SiteSettings.objects.update(press_name="Ida")
        MenuItem.objects.update(label_en="All news")

    assert errors(content, save) == [f"site: {CHANGED}"] * 2
    item.refresh_from_db()
    assert item.label_en == "All news"


def test_who_was_erased_is_not_brought_back(errors, boss):
    person = PersonFactory(name="Kari Nordmann", slug="kari-nordmann")
    erase_person(DataSubject([person]), by=boss)
    content = {"people": [{"slug": "kari-nordmann", "name": "Kari Nordmann"}]}
    assert errors(content) == [
        "people[0]: somebody with this slug was erased here; take the person out"
    ]


def test_nothing_is_imported_that_was_written_before_somebody_was_erased(errors, boss):
    person = PersonFactory(name="Kari Nordmann")
    content = {"articles": [{"slug": "kelp", "title": "Kari Nordmann sings"}]}
    problems = errors(content, lambda: erase_person(DataSubject([person]), by=boss))
    assert problems == [
        "package: a person was erased meanwhile; look whether it names them, and import again"
    ]
    assert not Article.objects.exists()
