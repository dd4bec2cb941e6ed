"""A site with much on every page, for query budgets and for walks over all of it."""

from dataclasses import dataclass
from datetime import date

from psycopg.types.range import DateRange

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from members.models import Place, Role
from news.blocks.download import Download
from news.blocks.fact_box import FactBox
from news.blocks.gallery import Gallery
from news.blocks.member_list import MemberList
from news.blocks.picture import Picture
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.blocks.table import Table
from news.blocks.video import Video
from news.models import Article, ArticleByline, RelatedArticle, Section
from news.publishing.commands import publish
from tests.factories import (
    ArticleFactory,
    BoardSeatFactory,
    ImageFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    TagFactory,
    UserFactory,
    add_block,
)


@dataclass
class FullSite:
    article: Article
    page: Article
    member: object
    person: object
    tag: object


def full_site(*, members=30, articles=20) -> FullSite:
    """Members with logos, people with portraits, a board, and articles of every block."""
    editor = UserFactory(is_superuser=True)
    SiteSettings.objects.create(name_en="Kelp Cluster", tagline_en="We grow kelp")
    for order, target in enumerate(["/news/", "/members/", "/board/", "/about/"]):
        MenuItem.objects.create(label_en=target, target_en=target, order=order)
    everyone = [MemberFactory(logo=ImageFactory()) for _ in range(members)]
    member, tags = everyone[0], [TagFactory() for _ in range(4)]
    Place.objects.create(member=member, city="Bodø")
    people = [PersonFactory(affiliation=member, portrait=ImageFactory()) for _ in range(9)]
    for number, person in enumerate(people):
        role = Role.CHAIR if number == 0 else Role.MEMBER
        BoardSeatFactory(
            person=person, role=role, term=DateRange(date(2022, 1, 1), date(2024, 1, 1))
        )
        BoardSeatFactory(person=person, role=role)
    pieces = []
    for number in range(articles):
        section = [Section.NEWS, Section.MEMBER_NEWS, Section.BOARD][number % 3]
        article = ArticleFactory(section=section, hero=ImageFactory(), text=False)
        _fill(article, everyone, people, tags)
        for position, other in enumerate(pieces[-3:]):
            RelatedArticle.objects.create(article=article, to=other, position=position)
        pieces.append(article)
        publish(article=article, by=editor)
    for position, article in enumerate(pieces[:3]):
        LeadStory.objects.create(site_id=1, article=article, position=position)
    page = ArticleFactory(section=Section.PAGE, slug="about", title="About")
    publish(article=page, by=editor)
    return FullSite(pieces[-1], page, member, people[0], tags[0])


def _fill(article, members, people, tags):
    for position, person in enumerate(people[:2]):
        ArticleByline.objects.create(article=article, person=person, position=position)
    article.tags.add(*tags)
    links = ", ".join(
        f'the kelp of <a href="record:member/{member.pk}">it</a>' for member in members[:5]
    )
    add_block(article, Prose, html=f"<p>{links}</p><h2>More</h2><p>Kelp<sup>2</sup></p>")
    listed = add_block(article, MemberList, note="In order of joining")
    for position, member in enumerate(members[:5]):
        listed.members.add(member, through_defaults={"position": position})
    for member in members[:3]:
        statement = StatementFactory(person=people[0], member=member, question="Why?")
        add_block(article, Spotlight, member=member, html="<p>It grows.</p>", statement=statement)
    add_block(article, Quote, text="Kelp is patient", person=people[1])
    add_block(article, Picture, image=ImageFactory(caption_en="A line"))
    gallery = add_block(article, Gallery)
    for position in range(3):
        gallery.images.add(ImageFactory(), through_defaults={"position": position})
    add_block(article, FactBox, title="In short", pairs=[["Founded", "2014"]])
    add_block(article, Table, caption="Tonnes", header=["Year", "Tonnes"], rows=[["2025", "12"]])
    add_block(article, Download, file="files/0123456789abcdef/report.pdf", title="The report")
    add_block(
        article,
        Video,
        url="https://video.example/1",
        title="A dive",
        poster=ImageFactory(),
        transcript="Bubbles",
    )
