"""Articles in bulk, each published: the working copy is written, read back and frozen as ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model
from tqdm import tqdm

from cluster_site.synthetic.records import ReferableRecords
from cluster_site.synthetic.text import NOUNS, Writer
from core.history_guard import allow_history_change
from news.blocks.member_list import ListedMember, MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.content.draft_values import load_drafts
from news.content.snapshot import build_snapshot, fetch_sources
from news.models import (
    Article,
    ArticleByline,
    Edition,
    RelatedArticle,
    Section,
    Tag,
    TaggedArticle,
)
from news.publishing.edition_references import new_references
from news.publishing.editions import live_span, new_edition

_BATCH = 500
_WORDS = 150  # in each of the four texts of an article
_SECTIONS = [Section.NEWS, Section.NEWS, Section.MEMBER_NEWS, Section.NEWS, Section.BOARD]
_DAYS = 4000  # over which the articles were published


class ArticleMaker:
    """Creates articles ``_BATCH`` at a time; later ones may be related to earlier ones."""

    def __init__(self, *, seed: int, today: datetime, records: ReferableRecords, writer: Writer):
        self.seed, self.today, self.records, self.writer = seed, today, records, writer
        self.random = writer.random
        self.tags = [
            Tag.objects.get_or_create(slug=f"synthetic-{word}", defaults={"name": word})[0]
            for word in NOUNS["en"]
        ]
        self.earlier: list[Article] = []

    def make(self, number: int, progress: tqdm) -> None:
        step = timedelta(days=_DAYS) / max(number, 1)
        for start in range(0, number, _BATCH):
            places = range(start, min(start + _BATCH, number))
            articles = Article.objects.bulk_create(map(self._article, places))
            self._fill(articles)
            begins = [self.today - step * (number - place) for place in places]
            self._publish(articles, begins)
            self.earlier = (self.earlier + articles)[-_BATCH:]
            progress.update(len(articles))

    def _article(self, place: int) -> Article:
        """Return an article; one in five is Norwegian, and half of those translate the previous one."""
        language = "nb" if place % 5 == 4 else "en"
        group = UUID(int=self.random.getrandbits(128), version=4)
        if place % 10 == 4:
            group = self.group
        self.group = group
        images = self.records.images
        return Article(
            section=_SECTIONS[place % len(_SECTIONS)], language=language, translation_group=group,
            title=self.writer.title(language), slug=f"article-{self.seed}-{place}",
            standfirst=self.writer.text(language, 12)[:600],
            hero=self.random.choice(images) if images and place % 4 else None,
        )  # fmt: skip

    def _fill(self, articles: list[Article]) -> None:
        """Write the rows that belong to the articles: blocks, byline, tags, related articles."""
        blocks = [block for article in articles for block in self._blocks(article)]
        for model in dict.fromkeys(map(type, blocks)):
            own = [block for block in blocks if type(block) is model]
            model.objects.bulk_create(own, batch_size=_BATCH)
        around = [row for article in articles for row in self._around(article)]
        around += [
            ListedMember(block=block, member=member, position=position)
            for block in blocks
            if isinstance(block, MemberList)
            for position, member in enumerate(self._some(self.records.members, 3))
        ]
        for model in dict.fromkeys(map(type, around)):
            model.objects.bulk_create([row for row in around if type(row) is model])

    def _blocks(self, article: Article) -> Iterator[Model]:
        language, place = article.language, article.pk
        blocks = [self._prose(article, heading=number > 0) for number in range(4)]
        if place % 5 == 0:
            blocks.insert(2, Quote(text=self.writer.sentence(language), attribution="A nurse"))
        if place % 6 == 0 and self.records.images:
            blocks.insert(1, Picture(image=self.random.choice(self.records.images)))
        if place % 7 == 0 and self.records.statements:
            blocks.append(self._spotlight())
        if place % 15 == 0 and self.records.members:
            blocks.append(MemberList(note=self.writer.title(language)))
        if place % 20 == 0:
            rows = [[str(year), str(self.random.randint(1, 99))] for year in range(2020, 2026)]
            blocks.append(Table(caption=self.writer.title(language), header=["", "n"], rows=rows))
        for order, block in enumerate(blocks, start=1):
            block.parent, block.region, block.ordering = article, "main", order * 10
            yield block

    def _prose(self, article: Article, *, heading: bool) -> Prose:
        html = f"<p>{self.writer.text(article.language, _WORDS)}</p>"
        if heading:
            html = f"<h2>{self.writer.title(article.language)}</h2>{html}"
        elif self.records.members:
            member = self.random.choice(self.records.members)
            html = f'{html}<p><a href="record:member/{member.pk}">{member.name_en}</a></p>'
        return Prose(html=html)

    def _spotlight(self) -> Spotlight:
        statement = self.random.choice(self.records.statements)
        member = statement.member or self.records.members[0]
        return Spotlight(
            member=member, statement=statement, html=f"<p>{self.writer.text('en', 30)}</p>"
        )

    def _around(self, article: Article) -> Iterator[Model]:
        people = self._some(self.records.people[:40], 1)
        for position, person in enumerate(people):
            yield ArticleByline(article=article, person=person, position=position)
        for tag in self._some(self.tags, self.random.randint(1, 3)):
            yield TaggedArticle(content_object=article, tag=tag)
        for position, other in enumerate(self._some(self.earlier, 2)):
            yield RelatedArticle(article=article, to=other, position=position)

    def _some(self, choices: list, number: int) -> list:
        return self.random.sample(choices, min(number, len(choices)))

    def _publish(self, articles: list[Article], begins: list[datetime]) -> None:
        drafts = load_drafts(articles)
        sources = fetch_sources(drafts.values())
        snapshots = [build_snapshot(drafts[article.pk], sources) for article in articles]
        with allow_history_change("import"):
            editions = Edition.objects.bulk_create(
                new_edition(
                    article, snapshot, live_during=live_span(begin, None),
                    first_published=begin, published_at=begin,
                )
                for article, snapshot, begin in zip(articles, snapshots, begins, strict=True)
            )  # fmt: skip
        rows = [
            row
            for edition, snapshot in zip(editions, snapshots, strict=True)
            for row in new_references(edition, snapshot)
        ]
        for model in dict.fromkeys(map(type, rows)):
            model.objects.bulk_create([row for row in rows if type(row) is model])
