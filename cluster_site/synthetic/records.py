"""Members, people, the board and statements, made in bulk with every rule of theirs kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.types.range import DateRange

from cluster_site.synthetic.copying import copy_records
from cluster_site.synthetic.text import Writer
from images.models import Image
from members.models import (
    BoardSeat,
    Category,
    FocusArea,
    Member,
    Membership,
    Person,
    Place,
    Role,
    SizeClass,
    Statement,
)

_CATEGORIES = ["Hospitals", "Research institutes", "Start-ups", "Companies", "Investors", "Public bodies"]  # fmt: skip
_BOARD = [Role.CHAIR, Role.DEPUTY_CHAIR, *[Role.MEMBER] * 5, Role.OBSERVER]


@dataclass
class ReferableRecords:
    """The records that articles can refer to."""

    images: list[Image]
    members: list[Member]
    people: list[Person]
    statements: list[Statement]


def make_records(
    number: int, *, seed: int, today: datetime, images: list[Image], writer: Writer
) -> ReferableRecords:
    """Create ``number`` members and a tenth as many people, with their related records."""
    members = _members(number, seed, today, images, writer)
    people = _people(max(len(_BOARD), number // 10), seed, members, images, writer)
    if not BoardSeat.objects.exists():
        _board(people, today)
    return ReferableRecords(images, members, people, _statements(seed, people, today, writer))


def _members(number, seed, today, images, writer) -> list[Member]:
    random = writer.random
    categories = [
        Category.objects.get_or_create(
            slug=f"synthetic-{place}", defaults={"name_en": name, "order": place}
        )[0]
        for place, name in enumerate(_CATEGORIES)
    ]
    areas = [
        FocusArea.objects.get_or_create(
            slug=f"synthetic-{place}", defaults={"name_en": f"Focus area {place}"}
        )[0]
        for place in range(12)
    ]
    cities = [writer.place() for _ in range(30)]
    members = copy_records(
        [
            Member(
                name_en=f"{writer.organisation()} {place}",
                slug=f"member-{seed}-{place}",
                category=random.choice(categories), size=random.choice(SizeClass.values),
                # one in ten lacks what the desk then asks for
                summary_en=writer.sentence("en") if place % 10 else "",
                summary_nb=writer.sentence("nb") if place % 3 else "",
                description_en=f"<p>{writer.text('en', 60)}</p>",
                logo=images[place % len(images)] if images and place % 4 else None,
                website=f"https://member-{place}.example",
                city=random.choice(cities), country="NO", founded=random.randint(1890, 2024),
                contact_name=writer.person(), contact_email=f"contact-{place}@example.org",
                confirmed_on=today.date() - timedelta(days=random.randint(1, 700)),
            )
            for place in range(number)
        ]
    )  # fmt: skip
    copy_records(
        [
            Member.focus.through(member=member, focusarea=area)
            for member in members
            for area in random.sample(areas, 2)
        ]
    )
    copy_records(
        [Place(member=member, city=random.choice(cities), country="NO") for member in members[::8]]
    )
    _memberships(members, today, random)
    return members


def _memberships(members, today, random) -> None:
    """Give each a membership; one in fifteen has left, one in fifteen came back."""
    rows = []
    for place, member in enumerate(members):
        first = today.date() - timedelta(days=random.randint(30, 4000))
        left = first + timedelta(days=random.randint(10, 25)) if place % 15 in (1, 2) else None
        periods = [DateRange(first, left)]
        if place % 15 == 2:
            periods.append(DateRange(left + timedelta(days=2), None))
        rows += [
            Membership(
                member=member,
                period=period,
                public_from=today - timedelta(days=4001),
                end_public_from=today - timedelta(days=4001),
            )
            for period in periods
        ]
    copy_records(rows)


def _people(number, seed, members, images, writer) -> list[Person]:
    long_ago = datetime(2000, 1, 1).astimezone()
    return copy_records(
        [
            Person(
                name=writer.person(), slug=f"person-{seed}-{place}",
                title_en=f"Head of {writer.random.choice(['Growth', 'Research', 'Care'])}",
                affiliation=writer.random.choice(members) if members and place % 5 else None,
                portrait=images[-1 - place % len(images)] if images and place % 3 else None,
                biography_en=f"<p>{writer.text('en', 40)}</p>",
                public_from=long_ago,
            )
            for place in range(number)
        ]
    )  # fmt: skip


def _board(people, today) -> None:
    first = today.date() - timedelta(days=500)
    BoardSeat.objects.bulk_create(
        BoardSeat(person=person, role=role, term=DateRange(first, None),
                  public_from=today, end_public_from=today)
        for person, role in zip(people, _BOARD, strict=False)
    )  # fmt: skip


def _statements(seed, people, today, writer) -> list[Statement]:
    statements = []
    for place, person in enumerate(people):
        statement = Statement(
            key=f"statement-{seed}-{place}", person=person, member=person.affiliation,
            person_title=person.title_en, text=writer.sentence("en").rstrip("."),
            question="Why did you join?" if place % 2 else "",
        )  # fmt: skip
        if place % 7:
            statement.approve(on=today.date(), how="by e-mail")
        statements.append(statement)
    return copy_records(statements)
