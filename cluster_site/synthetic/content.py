"""A whole site of synthetic content: how much of it is asked for, the rest follows."""

from dataclasses import dataclass
from random import Random

from django.db import connection, transaction
from tqdm import tqdm

from cluster_site.models import LeadStory, MenuItem, SiteSettings
from cluster_site.synthetic.articles import ArticleMaker
from cluster_site.synthetic.indexes import rebuilt_text_indexes
from cluster_site.synthetic.pictures import make_pictures
from cluster_site.synthetic.records import make_records
from cluster_site.synthetic.text import Writer
from core.moment import read_database_clock
from members.models import Member
from news.models import Article

_MENU = ["news", "members", "board"]


@dataclass
class ContentCounts:
    """The numbers of records created."""

    articles: int
    members: int
    people: int
    pictures: int


def make_content(*, articles: int, members: int, seed: int, progress: tqdm) -> ContentCounts:
    """Create published articles and members in one transaction, the same for the same ``seed``."""
    writer = Writer(Random(seed))  # noqa: S311 - to be repeated, not to be secret
    today = read_database_clock().replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic(), connection.cursor() as cursor:
        with rebuilt_text_indexes():
            images = make_pictures(articles // 10 + members // 10, seed=seed, random=writer.random)
            records = make_records(members, seed=seed, today=today, images=images, writer=writer)
            # or the checks of the foreign keys read a whole table for each row, as when it was small
            cursor.execute("ANALYZE")
            maker = ArticleMaker(seed=seed, today=today, records=records, writer=writer)
            maker.make(articles, progress)
            _front(maker.earlier)
        cursor.execute("ANALYZE")
        # as the commit would do it
        cursor.execute("SELECT search_index_pending()")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ContentCounts(articles, members, len(records.people), len(images))


def is_empty() -> bool:
    """Return whether the site has no content."""
    return not (Article.objects.exists() or Member.with_aliases.exists())


def has_content_of_seed(seed: int) -> bool:
    """Return whether the content of ``seed`` exists already."""
    return (
        Article.objects.filter(slug=f"article-{seed}-0").exists()
        or Member.with_aliases.filter(slug=f"member-{seed}-0").exists()
    )


def _front(latest: list[Article]) -> None:
    """Set the site's name, menu and lead stories, unless somebody has set them."""
    if SiteSettings.objects.exists():
        return
    site = SiteSettings.objects.create(name_en="Synthetic Cluster", tagline_en="Made for measuring")
    MenuItem.objects.bulk_create(
        MenuItem(label_en=name.title(), target_en=f"/{name}/", order=order)
        for order, name in enumerate(_MENU)
    )
    LeadStory.objects.bulk_create(
        LeadStory(site=site, article=article, position=position)
        for position, article in enumerate(latest[-4:])
    )
