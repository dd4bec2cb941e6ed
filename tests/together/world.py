"""A small site whose records all name each other, made anew for every round."""

import hashlib
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from psycopg.types.range import DateRange

from accounts.models import User
from cluster_site.models import SiteSettings
from desk.history.recording import record_revision
from desk.trash.records import move_to_trash
from images.models import Image
from images.validation import AcceptedUpload
from members.models import BoardSeat, Member, Person, Role, Statement
from news.blocks.prose import Prose
from news.blocks.quote import Quote
from news.blocks.spotlight import Spotlight
from news.models import Article, ArticleByline, Edition, RelatedArticle, Tag
from news.publishing.commands import publish
from tests.factories import (
    LONG_AGO,
    ArticleFactory,
    BoardSeatFactory,
    MemberFactory,
    PersonFactory,
    StatementFactory,
    TagFactory,
    UserFactory,
    add_block,
)
from tests.together.actors import Actor

_numbers = itertools.count(1)


def drawing(colour: str) -> bytes:
    """A picture of its own whose sizes cost nothing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">'
        f'<rect width="40" height="30" fill="#{colour}"/></svg>'
    ).encode()


def new_picture(name: str) -> Image:
    image = Image(key=name, alt_en=f"Picture {name}", alt_nb=f"Bilde {name}")
    content = drawing(secrets.token_hex(3))
    sha256 = hashlib.sha256(content).hexdigest()
    # our own drawing needs no process that looks at it
    image.take(AcceptedUpload(40, 30, "svg", sha256, ContentFile(content), b""))
    image.save()
    return image


@dataclass
class World:
    """``article`` is live, has an older version and a scheduled one, and names all the others."""

    word: str
    actors: list[Actor]
    leaver: User
    member: Member
    twin: Member
    unused_member: Member
    person: Person
    person_twin: Person
    unused_person: Person
    unused_article: Article
    trashed: object
    seat: BoardSeat
    picture: Image
    other_picture: Image
    tag: Tag
    tag_twin: Tag
    article: Article
    related: Article
    older: Edition
    scheduled: Edition
    statement: Statement
    began: object = field(default_factory=timezone.now)

    @property
    def name(self) -> str:
        """What the person who may be erased is called, as it stands in many texts."""
        return self.person.name


def two_administrators() -> list[Actor]:
    """Two colleagues who may do everything."""
    return [Actor(UserFactory(is_superuser=True, name=f"Boss {place}")) for place in (1, 2)]


def build(actors: list[Actor]) -> World:
    word = f"x{next(_numbers)}{secrets.token_hex(2)}"
    boss = actors[0].user
    SiteSettings.objects.get_or_create(pk=1, defaults={"name_en": "Kelp Cluster"})
    leaver = UserFactory(group="editors", name=f"Leaver {word}")
    picture, other_picture = new_picture(f"first-{word}"), new_picture(f"second-{word}")
    member, twin, unused_member = (
        MemberFactory(
            name_en=f"{name} {word}",
            slug=f"{name.lower()}-{word}",
            membership=period,
            website="https://example.org/",
        )
        for name, period in (
            ("Kelp", DateRange(date(2020, 1, 1), None)),
            ("Kelptwin", DateRange(date(2010, 1, 1), date(2012, 1, 1))),
            ("Unused", DateRange(date(2020, 1, 1), None)),
        )
    )
    person, person_twin, unused_person = (
        PersonFactory(name=f"{name} {word}", slug=f"{name.lower()}-{word}", affiliation=member)
        for name in ("Kari", "Karitwin", "Nobody")
    )
    seat = BoardSeatFactory(
        person=PersonFactory(name=f"Sitting {word}", slug=f"sitting-{word}"),
        term=DateRange(date(2024, 1, 1), None),
        role=Role.OBSERVER,
    )
    statement = StatementFactory(key=f"said-{word}", person=person_twin, member=twin)
    tag, tag_twin = TagFactory(name=f"Word {word}"), TagFactory(name=f"Wordtwin {word}")
    related = ArticleFactory(title=f"Related {word}", slug=f"related-{word}", owner=leaver)
    article = ArticleFactory(
        title=f"Title {word}",
        slug=f"title-{word}",
        owner=leaver,
        hero=picture,
        standfirst=f"About {person.name}.",
        text=f'<p>Here is <a href="record:member/{twin.pk}">it</a>, and {person.name}.</p>',
    )
    ArticleByline.objects.create(article=article, person=person, position=0)
    ArticleByline.objects.create(article=article, person=person_twin, position=1)
    RelatedArticle.objects.create(article=article, to=related, position=0)
    RelatedArticle.objects.create(article=related, to=article, position=0)
    article.tags.add(tag, tag_twin)
    add_block(article, Quote, text="Kelp is patient", person=person)
    add_block(article, Spotlight, member=twin, html="<p>It grows.</p>", statement=statement)
    unused_article = ArticleFactory(title=f"Unused {word}", slug=f"unused-{word}")
    add_block(unused_article, Prose, html=f"<p>Of {person.name}.</p>")
    thrown_away = ArticleFactory(title=f"Thrown away {word}", slug=f"thrown-{word}")
    for record in (member, twin, person, person_twin, article, unused_member, unused_person):
        record_revision(record, by=boss)
    older = publish(article=article, by=boss)
    article.standfirst = f"More about {person.name}."
    article.save()
    record_revision(article, by=boss)
    publish(article=article, by=boss)
    at = timezone.now() + timedelta(days=2)
    scheduled = publish(article=article, by=boss, at=at)
    trashed = move_to_trash(thrown_away, by=boss)
    return World(
        word,
        actors,
        leaver,
        member,
        twin,
        unused_member,
        person,
        person_twin,
        unused_person,
        unused_article,
        trashed,
        seat,
        picture,
        other_picture,
        tag,
        tag_twin,
        article,
        related,
        older,
        scheduled,
        statement,
    )


__all__ = ["LONG_AGO", "World", "build", "drawing", "two_administrators"]
