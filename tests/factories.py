"""Records for tests, valid as they come."""

import hashlib
import io
from datetime import UTC, date, datetime

import factory
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from factory.django import DjangoModelFactory
from PIL import Image as Pillow
from psycopg.types.range import DateRange

from accounts.models import User
from images.models import Image
from images.validation import AcceptedUpload, inspect_upload
from members.models import BoardSeat, Category, Member, Membership, Person, Statement
from news.blocks.prose import Prose
from news.blocks.registry import BLOCKS
from news.models import Article, Tag

# one query for all kinds, since tests make thousands of blocks
_COUNT = "SELECT count(*) FROM ({}) AS blocks".format(
    " UNION ALL ".join(
        f"SELECT FROM {block._meta.db_table} WHERE parent_id = %(article)s"
        for block in BLOCKS.values()
    )
)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")
    is_staff = True
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def group(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(Group.objects.get_or_create(name=extracted)[0])


def picture_bytes(*, size=(40, 30), colour="navy", form="PNG") -> bytes:
    """A small real picture."""
    buffer = io.BytesIO()
    Pillow.new("RGB", size, colour).save(buffer, form)
    return buffer.getvalue()


def inspected(content: bytes) -> AcceptedUpload:
    """An accepted upload, as :meth:`images.models.Image.take` wants it."""
    return inspect_upload(ContentFile(content))


class ImageFactory(DjangoModelFactory):
    class Meta:
        model = Image

    key = factory.Sequence(lambda n: f"picture-{n}")
    file = factory.LazyAttribute(lambda image: f"originals/{image.key}.png")
    sha256 = factory.LazyAttribute(lambda image: hashlib.sha256(image.key.encode()).hexdigest())
    width, height = 1600, 1000
    alt_en = factory.Sequence(lambda n: f"Kelp line {n}")
    alt_nb = factory.Sequence(lambda n: f"Tareline {n}")


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    name_en = factory.Sequence(lambda n: f"Category {n}")
    slug = factory.Sequence(lambda n: f"category-{n}")
    order = factory.Sequence(int)


class MemberFactory(DjangoModelFactory):
    """A member since 2020, known since ever; ``membership=None`` makes none."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    name_en = factory.Sequence(lambda n: f"Member {n:04}")
    slug = factory.Sequence(lambda n: f"member-{n}")
    category = factory.SubFactory(CategoryFactory)
    summary_en = "Grows kelp."

    @factory.post_generation
    def membership(self, create, extracted, **kwargs):
        if extracted is not False:
            MembershipFactory(member=self, period=extracted or DateRange(date(2020, 1, 1), None))


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory, membership=False)
    period = DateRange(date(2020, 1, 1), None)
    public_from = LONG_AGO
    end_public_from = LONG_AGO


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n:04}")
    slug = factory.Sequence(lambda n: f"person-{n}")
    title_en = "Chief of Kelp"
    public_from = LONG_AGO


class BoardSeatFactory(DjangoModelFactory):
    class Meta:
        model = BoardSeat

    person = factory.SubFactory(PersonFactory)
    term = DateRange(date(2024, 1, 1), None)
    public_from = LONG_AGO
    end_public_from = LONG_AGO


class StatementFactory(DjangoModelFactory):
    """An approved quotation; ``approved=False`` leaves it unapproved."""

    class Meta:
        model = Statement
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"statement-{n}")
    person = factory.SubFactory(PersonFactory)
    person_title = "Chief of Kelp"
    organisation = "Kelp AS"
    text = "We joined because of the kelp"

    @factory.post_generation
    def approved(self, create, extracted, **kwargs):
        if extracted is not False:
            self.approve(on=date(2025, 1, 1), how="by e-mail")
            self.save()


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"Tag {n}")
    slug = factory.Sequence(lambda n: f"tag-{n}")


class ArticleFactory(DjangoModelFactory):
    """A working copy with one block of text; ``text=None`` leaves it empty."""

    class Meta:
        model = Article
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Kelp report {n}")
    slug = factory.Sequence(lambda n: f"kelp-report-{n}")
    standfirst = "The kelp is doing well."

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        if extracted is not False:
            add_block(self, Prose, html=extracted or "<p>It grows.</p>")


def add_block(article, model, **values):
    """A block after those that ``article`` has."""
    with connection.cursor() as cursor:
        count = cursor.execute(_COUNT, {"article": article.pk}).fetchone()[0]
    return model.objects.create(parent=article, region="main", ordering=(count + 1) * 10, **values)
