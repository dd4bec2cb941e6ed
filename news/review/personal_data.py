"""Personal data in articles, reviews, comments and preview links."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.moment import format_moment
from desk.history.text_diff import html_to_text
from desk.privacy.data_subject import DataSubject
from desk.privacy.remaining_mentions import keys_of_model
from desk.privacy.report import PersonalDataItem, items_from_rows
from desk.privacy.row_facts import Fact
from members.models import Person
from news.blocks.quote import Quote
from news.blocks.registry import get_content_class, get_quotation, iterate_file_parts
from news.models import Article, ArticleByline, Comment, Edition, EditionPerson, PreviewLink, Review


def find_article_data(subject: DataSubject) -> Iterator[PersonalDataItem]:
    """Yield the articles, editions, reviews and comments that contain data about the person."""
    person = subject.record(Person)
    if person is not None:
        keys = subject.keys(Person)
        named = EditionPerson.objects.filter(person__in=keys).values("edition")
        editions = Edition.objects.filter(pk__in=named)
        # only an export needs the blocks, and then those of all
        read_blocks = cache(lambda: dict(editions.values_list("pk", "blocks")))
        for edition in editions.select_related("article").defer("blocks", "corrections"):
            yield from _of_edition(edition, keys, read_blocks)
        bylines = ArticleByline.objects.filter(person=person).values("article")
        drafts = Article.objects.filter(pk__in=bylines)
        yield from _articles(_("drafts by this person"), drafts, about=True)
        quotes = Quote.objects.filter(Q(person=person) | Q(statement__person=person))
        for quote in quotes.select_related("parent", "statement"):
            words = quote.text or (quote.statement.text if quote.statement else "")
            yield from items_from_rows(_("quotes in drafts"), [quote], about=True, where=[words])
    user = subject.record(User)
    if user is not None:
        yield from _articles(_("articles owned"), Article.objects.filter(owner=user))
        reviews = Review.objects.filter(Q(asked_by=user) | Q(reviewer=user) | Q(decided_by=user))
        yield from items_from_rows(_("reviews"), reviews.select_related("article"))
        comments = Comment.objects.filter(Q(author=user) | Q(resolved_by=user))
        yield from items_from_rows(_("comments"), comments.select_related("article"))
        links = PreviewLink.objects.filter(made_by=user)
        yield from items_from_rows(_("preview links"), links.select_related("article"))
        for edition in Edition.objects.filter(published_by=user).select_related("article"):
            (published,) = items_from_rows(_("published by this person"), [edition.article])
            published.facts = [
                (_("Published"), format_moment(edition.published_at)),
                (_("Title"), edition.title),
            ]
            yield published


def _of_edition(
    edition: Edition, keys: list[int], read_blocks: Callable[[], dict[int, list]]
) -> Iterator[PersonalDataItem]:
    (item,) = items_from_rows(
        _("published versions that name the person"), [edition.article], about=True
    )
    item.label = edition.title
    item.facts = partial(_edition_facts, edition, keys, read_blocks)
    yield item


def _edition_facts(
    edition: Edition, keys: list[int], read_blocks: Callable[[], dict[int, list]]
) -> list[Fact]:
    in_byline = not set(keys).isdisjoint(edition.byline)
    quotes = filter(None, map(get_quotation, read_blocks()[edition.pk]))
    return [
        (_("Published"), format_moment(edition.published_at)),
        (_("Web address"), edition.get_absolute_url()),
        (_("In the byline"), _("yes") if in_byline else _("no")),
        *(
            (_("Quote"), html_to_text(quote["text"]))
            for quote in quotes
            if quote.get("person") in keys
        ),
    ]


def _articles(
    kind: str, articles: Iterable[Article], *, about: bool = False
) -> Iterator[PersonalDataItem]:
    """Yield articles by their titles: the rest of them is not about the person."""
    for article in articles:
        (item,) = items_from_rows(kind, [article], about=about)
        item.facts = partial(_article_facts, article)
        yield item


def _article_facts(article: Article) -> list[Fact]:
    return [(_("Title"), article.title), (_("Section"), article.get_section_display())]


def find_unread_files(subject: DataSubject, about: set[str]) -> Iterator[PersonalDataItem]:
    """Yield downloads in articles about the person, whose contents are not searched."""
    articles = keys_of_model(about, Article)
    kind = _("Files to download, not looked into")
    with_files = Q(pk__in=())
    for model, _part in iterate_file_parts():
        with_files |= Q(blocks__contains=[{"type": model.kind}])
    editions = Edition.objects.filter(with_files, article__in=articles).select_related("article")
    named = {
        (edition.article, _title_of_file(block, name))
        for edition in editions
        for block in edition.blocks
        for name in get_content_class(block).files(block)
    }
    for model, _part in iterate_file_parts():
        rows = list(model.objects.filter(parent__in=articles).select_related("parent"))
        named |= {
            (row.parent, _title_of_file(block, name))
            for row, block in zip(rows, model.read_rows(rows), strict=True)
            for name in model.files(block)
        }
    for article, title in sorted(named, key=lambda row: (row[0].pk, row[1])):
        yield PersonalDataItem(kind, f"{article}: {title}", article)


def _title_of_file(block: dict, name: str) -> str:
    """Return the first text of the block that offers a file, or the file's own name."""
    return next((str(text.value) for text in get_content_class(block).texts(block)), name)
