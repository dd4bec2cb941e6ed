"""Two people change one record: nothing is overwritten, nothing that was typed is lost."""

import pytest

from desk.models import Revision
from images.models import Image
from members.models import Member
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.models import Article, Edition, Tag
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, PersonFactory, add_block

pytestmark = pytest.mark.django_db

PROSE, QUOTE = "news_prose_set", "news_quote_set"


@pytest.fixture
def kari():
    return FormUser("Kari")


@pytest.fixture
def ola():
    return FormUser("Ola")


@pytest.fixture
def article():
    article = ArticleFactory(title="Kelp", standfirst="It grows.", text="<p>One.</p>")
    add_block(article, Prose, html="<p>Two.</p>")
    add_block(article, Prose, html="<p>Three.</p>")
    return article


def texts(article):
    blocks = Prose.objects.filter(parent=article).order_by("ordering")
    return list(blocks.values_list("html", flat=True))


def saved(response):
    return response.status_code == 302


def in_words(changes, *kinds):
    return "".join(text for kind, text in changes if kind in kinds)


def test_one_alone_saves_again_and_again(kari, article):
    for title in ("Kelp 1", "Kelp 2"):
        kari.open(article)
        assert saved(kari.save(title=title))
    assert Article.objects.get().title == "Kelp 2"


@pytest.mark.slow
def test_what_only_the_other_changed_is_taken_over_and_told(kari, ola, article):
    kari.open(article), ola.open(article)
    assert saved(kari.save(title="Kelp and more"))
    ola.save(standfirst="It grows fast.")
    assert (ola.fields["title"], ola.fields["standfirst"]) == ("Kelp and more", "It grows fast.")
    assert [change.where for change in ola.merge.adopted] == ["Title"]
    assert ola.merge.conflicts == []
    assert "Kari saved it on" in ola.page
    assert Article.objects.get().standfirst == "It grows.", "nothing was saved unseen"
    assert saved(ola.save())
    article = Article.objects.get()
    assert (article.title, article.standfirst) == ("Kelp and more", "It grows fast.")


@pytest.mark.slow
def test_what_both_changed_stands_as_typed_and_shows_both_texts(kari, ola, article):
    kari.open(article), ola.open(article)
    kari.save(title="Kelp by Kari")
    ola.save(title="Kelp by Ola")
    assert ola.fields["title"] == "Kelp by Ola"
    [conflict] = ola.merge.conflicts
    assert in_words(conflict.theirs_changes, "same", "new") == "Kelp by Kari"
    assert in_words(conflict.mine_changes, "same", "new") == "Kelp by Ola"
    assert conflict.sides == {
        "mine": {"title": ["Kelp by Ola"]},
        "theirs": {"title": ["Kelp by Kari"]},
        "names": {},
    }
    assert conflict.anchor == "id_title" and 'id="id_title"' in ola.page
    assert saved(ola.save())
    assert Article.objects.get().title == "Kelp by Ola"
    assert "Kelp by Kari" in [save.values["title"] for save in Revision.objects.all()]


@pytest.mark.slow
def test_different_words_of_one_text_are_put_together_and_told(kari, ola, article):
    Prose.objects.filter(html="<p>Two.</p>").update(html="<p>Twelve tonnes of kelp last year.</p>")
    kari.open(article), ola.open(article)
    row = next(name for name, value in ola.fields.items() if value and "Twelve" in value)
    kari.save(**{row: "<p>Fifteen tonnes of kelp last year.</p>"})
    ola.save(**{row: "<p>Twelve tonnes of kelp this year.</p>"})
    assert ola.fields[row] == "<p>Fifteen tonnes of kelp this year.</p>"
    assert ola.merge.conflicts == []
    assert in_words(ola.merge.adopted[0].changes, "new").strip() == "Fifteen"
    assert saved(ola.save())
    assert "<p>Fifteen tonnes of kelp this year.</p>" in texts(article)


@pytest.mark.slow
def test_both_making_the_same_change_is_no_conflict_but_is_shown(kari, ola, article):
    kari.open(article), ola.open(article)
    kari.save(title="Kelp 2")
    ola.save(title="Kelp 2")
    assert (ola.merge.adopted, ola.merge.conflicts) == ([], [])
    assert saved(ola.save())


@pytest.mark.slow
def test_publishing_checks_the_same(kari, ola, article):
    kari.open(article), ola.open(article)
    kari.save(title="Kelp by Kari")
    assert ola.save(title="Kelp by Ola", _publish="1").status_code == 200
    assert not Edition.objects.exists()
    assert ola.merge.conflicts
    assert saved(ola.save(_publish="1"))
    assert Edition.objects.get().title == "Kelp by Ola"


@pytest.mark.slow
def test_a_form_that_is_held_back_complains_of_nothing(kari, ola, article):
    kari.open(article), ola.open(article)
    kari.save(title="Kelp by Kari")
    ola.save(title="")
    assert ola.errors == [] and "errornote" not in ola.page
    ola.save()
    assert ola.errors == ["This field is required."]


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{"title": ""}, {"title": "x" * 5000}])
def test_a_form_with_errors_keeps_what_it_began_from(kari, ola, article, changes):
    kari.open(article), ola.open(article)
    ola.save(**changes)
    assert ola.errors
    kari.save(standfirst="By Kari.")
    ola.save(title="Kelp 2")
    assert [change.where for change in ola.merge.adopted] == ["Introduction"]


@pytest.mark.slow
def test_two_blocks_changed_by_two_people(kari, ola, article):
    one, two, _three = Prose.objects.order_by("ordering")
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, one)}-html": "<p>One by Kari.</p>"})
    ola.save(**{f"{ola.row(PROSE, two)}-html": "<p>Two by Ola.</p>"})
    assert ola.merge.conflicts == []
    assert saved(ola.save())
    assert texts(article) == ["<p>One by Kari.</p>", "<p>Two by Ola.</p>", "<p>Three.</p>"]


@pytest.mark.slow
def test_one_block_changed_by_both(kari, ola, article):
    one = Prose.objects.earliest("ordering")
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, one)}-html": "<p>One by Kari.</p>"})
    name = f"{ola.row(PROSE, one)}-html"
    ola.save(**{name: "<p>One by Ola.</p>"})
    [conflict] = ola.merge.conflicts
    assert conflict.where == "Text “One by Kari.”: Text"
    assert conflict.sides["theirs"] == {name: ["<p>One by Kari.</p>"]}
    assert saved(ola.save())
    assert texts(article)[0] == "<p>One by Ola.</p>"


@pytest.mark.slow
def test_blocks_that_both_added_are_all_there_each_in_its_place(kari, ola, article):
    kari.open(article), ola.open(article)

    def added(html, ordering):
        return {
            f"{PROSE}-TOTAL_FORMS": "4",
            f"{PROSE}-3-region": "main",
            f"{PROSE}-3-html": html,
            f"{PROSE}-3-ordering": ordering,
        }

    assert saved(kari.save(**added("<p>After one, by Kari.</p>", "15")))
    ola.save(**added("<p>After two, by Ola.</p>", "25"))
    assert [change.note for change in ola.merge.adopted] == ["added"]
    assert saved(ola.save())
    assert texts(article) == [
        "<p>One.</p>",
        "<p>After one, by Kari.</p>",
        "<p>Two.</p>",
        "<p>After two, by Ola.</p>",
        "<p>Three.</p>",
    ]


@pytest.mark.slow
def test_a_block_that_they_deleted_and_i_left_alone_goes(kari, ola, article):
    two = Prose.objects.order_by("ordering")[1]
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, two)}-DELETE": "on"})
    ola.save(title="Kelp 2")
    assert [(change.where, change.note) for change in ola.merge.adopted] == [
        ("Text “Two.”", "deleted")
    ]
    assert saved(ola.save())
    assert texts(article) == ["<p>One.</p>", "<p>Three.</p>"]


@pytest.mark.slow
def test_a_block_that_they_deleted_and_i_changed_is_shown_and_stays(kari, ola, article):
    two = Prose.objects.order_by("ordering")[1]
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, two)}-DELETE": "on"})
    ola.save(**{f"{ola.row(PROSE, two)}-html": "<p>Two by Ola.</p>"})
    [conflict] = ola.merge.conflicts
    assert conflict.theirs_note == "deleted it"
    [name] = conflict.sides["theirs"]
    assert name.endswith("-DELETE") and f'id="{conflict.anchor}"' in ola.page
    gone = dict(ola.fields)
    assert saved(ola.save())
    assert texts(article) == ["<p>One.</p>", "<p>Two by Ola.</p>", "<p>Three.</p>"]
    assert gone[f"{PROSE}-2-html"] == "<p>Two by Ola.</p>"


@pytest.mark.slow
def test_taking_their_deletion_lets_the_block_go(kari, ola, article):
    two = Prose.objects.order_by("ordering")[1]
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, two)}-DELETE": "on"})
    ola.save(**{f"{ola.row(PROSE, two)}-html": "<p>Two by Ola.</p>"})
    [name] = ola.merge.conflicts[0].sides["theirs"]
    assert saved(ola.save(**{name: "on"}))
    assert texts(article) == ["<p>One.</p>", "<p>Three.</p>"]


@pytest.mark.slow
def test_a_block_that_i_deleted_and_they_changed_is_shown(kari, ola, article):
    two = Prose.objects.order_by("ordering")[1]
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, two)}-html": "<p>Two by Kari.</p>"})
    ola.save(**{f"{ola.row(PROSE, two)}-DELETE": "on"})
    [conflict] = ola.merge.conflicts
    assert in_words(conflict.theirs_changes, "same", "new") == "Two by Kari."
    [name] = conflict.sides["mine"]
    ola.fields.pop(name)
    assert saved(ola.save())
    assert texts(article) == ["<p>One.</p>", "<p>Two by Kari.</p>", "<p>Three.</p>"]


@pytest.mark.slow
def test_a_block_that_both_deleted_goes_without_a_word(kari, ola, article):
    two = Prose.objects.order_by("ordering")[1]
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(PROSE, two)}-DELETE": "on"})
    ola.save(**{f"{ola.row(PROSE, two)}-DELETE": "on"})
    assert (ola.merge.adopted, ola.merge.conflicts) == ([], [])
    assert saved(ola.save())
    assert texts(article) == ["<p>One.</p>", "<p>Three.</p>"]


def orders(form_user, *blocks):
    return {f"{form_user.row(PROSE, b)}-ordering": str(n * 10) for n, b in enumerate(blocks, 1)}


@pytest.mark.slow
def test_the_order_of_the_one_who_moved_blocks_holds(kari, ola, article):
    one, two, three = Prose.objects.order_by("ordering")
    kari.open(article), ola.open(article)
    kari.save(**orders(kari, three, one, two))
    ola.save(**{f"{ola.row(PROSE, two)}-html": "<p>Two by Ola.</p>"})
    assert ola.merge.notes == ["The blocks stand in their new order."]
    assert saved(ola.save())
    assert texts(article) == ["<p>Three.</p>", "<p>One.</p>", "<p>Two by Ola.</p>"]


@pytest.mark.slow
def test_where_both_moved_blocks_mine_holds_and_it_is_said(kari, ola, article):
    one, two, three = Prose.objects.order_by("ordering")
    kari.open(article), ola.open(article)
    kari.save(**orders(kari, three, one, two))
    ola.save(**orders(ola, two, one, three))
    assert ola.merge.notes == ["You both moved blocks. Your order stands."]
    assert saved(ola.save())
    assert texts(article) == ["<p>Two.</p>", "<p>One.</p>", "<p>Three.</p>"]


@pytest.mark.slow
def test_choices_of_records_and_tags_merge_like_any_field(kari, ola, article):
    ada, bo, picture = PersonFactory(name="Ada"), PersonFactory(name="Bo"), ImageFactory()
    kari.open(article), ola.open(article)
    assert saved(kari.save(byline=[str(ada.pk)], tags=["Kelp"], hero=str(picture.pk)))
    ola.save(byline=[str(bo.pk)])
    assert ola.fields["hero"] == [str(picture.pk)] and ola.fields["tags"] == ["Kelp"]
    [conflict] = ola.merge.conflicts
    assert in_words(conflict.theirs_changes, "new") == "Ada"
    assert conflict.sides["names"] == {str(ada.pk): "Ada", str(bo.pk): "Bo"}
    assert saved(ola.save())
    article.refresh_from_db()
    assert (list(article.byline.all()), article.hero) == ([bo], picture)
    assert list(article.tags.all()) == list(Tag.objects.all())


def test_the_ends_of_lines_are_no_change(kari, ola, article):
    quote = add_block(article, Quote, text="One\nTwo", attribution="A nurse")
    kari.open(article), ola.open(article)
    kari.save(**{f"{kari.row(QUOTE, quote)}-text": "Three"})
    ola.save(**{f"{ola.row(QUOTE, quote)}-text": "One\r\nTwo"})
    assert ola.merge.conflicts == []
    assert ola.fields[f"{ola.row(QUOTE, quote)}-text"] == "Three"


@pytest.mark.slow
def test_what_changed_outside_the_desk_is_merged_too(kari, article):
    kari.open(article)
    Article.objects.update(standfirst="Imported.")
    kari.save(title="Kelp 2")
    assert kari.form_session["held"].saves[-1].by is None
    assert kari.fields["title"] == "Kelp 2"
    assert saved(kari.save())


@pytest.mark.slow
def test_what_was_changed_outside_before_both_began_hides_nobodys_change(kari, ola, article):
    kari.open(article)
    kari.save(title="Kelp by Kari")
    Article.objects.update(title="Kelp from outside", standfirst="From outside.")
    kari.open(article), ola.open(article)
    kari.save(title="Kelp by Kari")
    ola.save(title="Kelp by Ola")
    [conflict] = ola.merge.conflicts
    assert conflict.sides["theirs"] == {"title": ["Kelp by Kari"]}
    assert [save.by.name for save in ola.form_session["held"].saves] == ["Kari"]
    assert ola.fields["standfirst"] == "From outside."


def test_a_base_that_nobody_knows_shows_every_difference(kari, ola, article):
    kari.open(article), ola.open(article)
    kari.save(title="Kelp by Kari", standfirst="By Kari.")
    Revision.objects.filter(by=None).delete()
    ola.save(title="Kelp by Ola")
    assert [conflict.where for conflict in ola.merge.conflicts] == ["Title", "Introduction"]


@pytest.mark.slow
def test_a_save_that_changed_nothing_is_in_nobodys_way(kari, ola, article):
    kari.open(article)
    kari.save()
    kari.open(article), ola.open(article)
    assert saved(kari.save())
    assert saved(ola.save(title="Kelp 2"))


@pytest.mark.slow
def test_members_merge_with_their_rows(kari, ola):
    kari, ola = FormUser("Kari", "administrators"), FormUser("Ola", "administrators")
    member = MemberFactory(name_en="Kelp AS")
    kari.open(member), ola.open(member)
    assert saved(kari.save(summary_en="Grows much kelp."))
    ola.save(name_en="Kelp ASA", summary_en="Grows algae.")
    assert [conflict.where for conflict in ola.merge.conflicts] == ["Summary, in English"]
    assert saved(ola.save())
    assert Member.objects.get().name_en == "Kelp ASA"


def test_a_form_without_blocks_has_the_same(kari, ola):
    picture = ImageFactory(alt_en="Kelp")
    kari.open(picture), ola.open(picture)
    kari.save(alt_en="Kelp by Kari")
    ola.save(alt_en="Kelp by Ola")
    assert len(ola.merge.conflicts) == 1
    assert Image.objects.get().alt_en == "Kelp by Kari"
