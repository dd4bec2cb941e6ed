"""Articles in bulk, each published: the draft is written and frozen as if somebody had saved it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model
from tqdm import tqdm

from cluster_site.synthetic.copying import CopyWriter, reserve_keys
from cluster_site.synthetic.records import ReferableRecords
from cluster_site.synthetic.text import Writer
from core.history_guard import allow_history_change
from news.blocks.base import Block
from news.blocks.member_list import ListedMember, MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quotations import Sources
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.content.draft_values import Draft
from news.content.snapshot import build_snapshot
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
_TAGS = 24
_SECTIONS = [Section.NEWS, Section.NEWS, Section.MEMBER_NEWS, Section.NEWS, Section.BOARD]
_DAYS = 4000  # over which the articles were published
_LISTED_IN = 15  # one article in so many lists members


class ArticleMaker:
    """Creates articles ``_BATCH`` at a time; later ones may be related to earlier ones."""

    def __init__(self, *, seed: int, today: datetime, records: ReferableRecords, writer: Writer):
        self.seed, self.today, self.records, self.writer = seed, today, records, writer
        self.random = writer.random
        self.tags = [
            Tag.objects.get_or_create(slug=f"synthetic-{word}", defaults={"name": word})[0]
            for word in writer.content_words("en", _TAGS)
        ]
        self.sources = Sources({statement.pk: statement for statement in records.statements}, {})
        self.earlier: list[Article] = []

    def make(self, number: int, progress: tqdm) -> None:
        """Create ``number`` articles, the last of them published today."""
        step = timedelta(days=_DAYS) / max(number, 1)
        keys = reserve_keys(Article, number)
        edition_keys = reserve_keys(Edition, number)
        self.list_keys = iter(reserve_keys(MemberList, number // _LISTED_IN + 1))
        with allow_history_change("import"), CopyWriter.open() as copier:
            for start in range(0, number, _BATCH):
                places = range(start, min(start + _BATCH, number))
                articles = [self._article(place, keys[place]) for place in places]
                rows: list[Model] = [*articles]
                for place, article in zip(places, articles, strict=True):
                    begin = self.today - step * (number - place)
                    rows += self._publish(article, place, begin, edition_keys[place])
                copier.write(rows)
                self.earlier = (self.earlier + articles)[-_BATCH:]
                progress.update(len(articles))

    def _article(self, place: int, key: int) -> Article:
        """Return an article; one in five is Norwegian, and half of those translate the previous one."""
        language = "nb" if place % 5 == 4 else "en"
        group = UUID(int=self.random.getrandbits(128), version=4)
        if place % 10 == 4:
            group = self.group
        self.group = group
        images = self.records.images
        return Article(
            pk=key, section=_SECTIONS[place % len(_SECTIONS)], language=language,
            translation_group=group, title=self.writer.title(language),
            slug=f"article-{self.seed}-{place}", standfirst=self.writer.text(language, 24),
            hero=self.random.choice(images) if images and place % 4 else None,
        )  # fmt: skip

    def _publish(
        self, article: Article, place: int, begin: datetime, edition_key: int
    ) -> Iterator[Model]:
        """Yield the rows that belong to the article, and its edition with its own."""
        draft = Draft(
            section=article.section, language=article.language, slug=article.slug,
            title=article.title, standfirst=article.standfirst, hero=article.hero_id,
            translation_group=article.translation_group,
        )  # fmt: skip
        for order, block in enumerate(self._blocks(article, place), start=1):
            block.parent, block.region, block.ordering = article, "main", order * 10
            yield block
            values = {name: part.read(block) for name, part in block.parts().items()}
            draft.blocks.append({"type": block.kind, **values})
            if isinstance(block, MemberList):
                for position, member in enumerate(self._some(self.records.members, 3)):
                    yield ListedMember(block=block, member=member, position=position)
                    values["members"].append(member.pk)
        for position, person in enumerate(self._some(self.records.people[:40], 1)):
            yield ArticleByline(article=article, person=person, position=position)
            draft.byline.append(person.pk)
        for tag in self._some(self.tags, self.random.randint(1, 3)):
            yield TaggedArticle(content_object=article, tag=tag)
            draft.tags.append(tag.pk)
        for position, other in enumerate(self._some(self.earlier, 2)):
            yield RelatedArticle(article=article, to=other, position=position)
            draft.related.append(other.pk)
        snapshot = build_snapshot(draft, self.sources)
        edition = new_edition(
            article, snapshot, pk=edition_key, live_during=live_span(begin, None),
            first_published=begin, published_at=begin,
        )  # fmt: skip
        yield edition
        yield from new_references(edition, snapshot)

    def _blocks(self, article: Article, place: int) -> Iterator[Block]:
        language = article.language
        for number in range(4):
            yield self._prose(article, heading=number > 0)
            if number == 0 and place % 6 == 0 and self.records.images:
                yield Picture(image=self.random.choice(self.records.images))
            if number == 1 and place % 5 == 0:
                yield Quote(text=self.writer.sentence(language), attribution="A nurse")
        if place % 7 == 0 and self.records.statements:
            yield self._spotlight()
        if place % _LISTED_IN == 0 and self.records.members:
            yield MemberList(pk=next(self.list_keys), note=self.writer.title(language))
        if place % 20 == 0:
            rows = [[str(year), str(self.random.randint(1, 99))] for year in range(2020, 2026)]
            yield Table(caption=self.writer.title(language), header=["", "n"], rows=rows)

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

    def _some(self, choices: list, number: int) -> list:
        return self.random.sample(choices, min(number, len(choices)))
