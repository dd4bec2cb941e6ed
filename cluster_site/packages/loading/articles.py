"""Articles: first all of their rows, since they refer to each other, then what is in them."""

from collections.abc import Iterable, Iterator
from itertools import islice

from accounts.models import User
from cluster_site.packages.article_checks import related_key
from cluster_site.packages.exporting.articles import BATCH
from cluster_site.packages.formats import record_key
from cluster_site.packages.loading.blocks import block_to_draft, create_blocks, delete_blocks
from cluster_site.packages.loading.editions import load_editions
from cluster_site.packages.loading.rows import (
    PackageLoad,
    package_values,
    report_database_errors,
    update_row,
)
from cluster_site.packages.problems import Problems
from cluster_site.packages.references import format_key
from cluster_site.packages.texts import texts_by_language
from news.content.draft_values import load_drafts
from news.content.tagging import TagName, get_or_create_tags, set_tag_translation
from news.models import Article, ArticleByline, RelatedArticle, Section, TaggedArticle

# an ordered list of an article -> its rows: model, column of the article, column of the record
_LISTS = {
    "byline": (ArticleByline, "article_id", "person_id"),
    "related": (RelatedArticle, "article_id", "to_id"),
    "tags": (TaggedArticle, "content_object_id", "tag_id"),
    "announces": (Article.announces.through, "article_id", "boardseat_id"),
    "announces_ends": (Article.announces_ends.through, "article_id", "boardseat_id"),
}
_ORDERED = {ArticleByline, RelatedArticle}


def load_article_rows(load: PackageLoad, progress) -> None:
    """Create or update every article, without texts and references."""
    owners = {email.lower(): pk for email, pk in User.objects.values_list("email", "pk")}
    unknown = set()
    for batch in _batches(load, progress):
        stored = _stored(batch, load)
        new = []
        for place, record, key in batch:
            article = stored.get(key) or Article(language=key[0], slug=key[1])
            values = _values(record, key, article, load)
            owner = record.get("owner")
            if owner and owner.lower() in owners:
                values["owner_id"] = owners[owner.lower()]
            elif owner and owner.lower() not in unknown:
                unknown.add(owner.lower())
                load.problems.warn(f"{place}.owner", f'nobody has an account "{owner}"; left out')
            if article._state.adding:
                for name, value in values.items():
                    setattr(article, name, value)
                new.append(article)
            else:
                with report_database_errors(place):
                    update_row(article, values)
        with report_database_errors(f"{batch[0][0]} to {batch[-1][0]}"):
            Article.objects.bulk_create(new)
        load.ids["articles"] |= {(article.language, article.slug): article.pk for article in new}


def _values(record, key, article, load):
    values = package_values(record, "title", "standfirst")
    if "section" in record:
        values["section"] = record["section"] or Section.NEWS
    if "hero" in record:
        values["hero_id"] = load.id_of("images", record["hero"])
    if "owner" in record and record["owner"] is None:
        values["owner_id"] = None
    group = load.checked.articles.translation_group(key)
    if group is not None:
        values["translation_group"] = group
    return values


def load_article_contents(load: PackageLoad, progress) -> None:
    """Load texts, bylines, tags and other content of articles, and the editions."""
    # all of them at once, and so in one order, before any article has them
    tags = get_or_create_tags(load.checked.articles.tags)
    for name, says_language in load.checked.articles.tags.items():
        if says_language and not set_tag_translation(tags[name], name):
            message = f"{format_key((name.name, name.translation))} are two tags; merge them"
            load.problems.warn("tags", message)
    for batch in _batches(load, progress):
        articles = _stored(batch, load)
        before = load_drafts(articles.values())
        wanted = {articles[key].pk: _wanted(record, key[0], tags, load) for _, record, key in batch}
        with report_database_errors(f"{batch[0][0]} to {batch[-1][0]}"):
            _write_lists(wanted, before)
            _write_texts(wanted, before)
        load_editions([(place, record, articles[key]) for place, record, key in batch], load)


def _wanted(record, language, tags, load):
    """Return the values that the package gives for an article, as a draft has them."""
    wanted = {}
    if "byline" in record:
        wanted["byline"] = [load.id_of("people", slug) for slug in record["byline"] or ()]
    if "related" in record:
        keys = [related_key(related, language) for related in record["related"] or ()]
        wanted["related"] = list(dict.fromkeys(load.id_of("articles", key) for key in keys))
    if "tags" in record:
        names = (
            TagName.from_texts(texts_by_language(words, language)) for words in record["tags"] or ()
        )
        wanted["tags"] = list(dict.fromkeys(tags[name].pk for name in names))
    if "announces" in record:
        for name, ends in (("announces", False), ("announces_ends", True)):
            seats = [seat for seat in record["announces"] or () if bool(seat.get("ends")) == ends]
            keys = [(seat["person"], seat["role"], seat["from"]) for seat in seats]
            wanted[name] = list(dict.fromkeys(load.id_of("board", key) for key in keys))
    if "blocks" in record:
        wanted["blocks"] = [
            block_to_draft(block, language, load) for block in record["blocks"] or ()
        ]
    return wanted


def _write_lists(wanted, before):
    for name, (model, owner, column) in _LISTS.items():
        changed = {}
        for pk, values in wanted.items():
            if name not in values:
                continue
            stored = getattr(before[pk], name)
            same = stored == values[name] if model in _ORDERED else set(stored) == set(values[name])
            if not same:
                changed[pk] = values[name]
        gone = [pk for pk in changed if getattr(before[pk], name)]
        model.objects.filter(**{f"{owner}__in": gone}).delete()
        rows = []
        for pk, records in changed.items():
            for position, record in enumerate(records):
                place = {"position": position} if model in _ORDERED else {}
                rows.append(model(**{owner: pk, column: record}, **place))
        model.objects.bulk_create(rows)


def _write_texts(wanted, before):
    changed = {
        pk: values["blocks"]
        for pk, values in wanted.items()
        if "blocks" in values and values["blocks"] != before[pk].blocks
    }
    delete_blocks([pk for pk in changed if before[pk].blocks])
    create_blocks(changed)


def _batches(load: PackageLoad, progress) -> Iterator[list[tuple]]:
    """Yield batches of the package's changed articles, each with its place and key."""
    # every problem of shape was reported by the check
    articles = (
        (place, record, record_key("articles", record, load.language))
        for place, record in load.package.articles(Problems())
    )
    while batch := list(islice(articles, BATCH)):
        changed = [placed for placed in batch if placed[2] not in load.unchanged]
        if changed:
            yield changed
        progress.update(len(batch))


def _stored(batch: Iterable[tuple], load: PackageLoad) -> dict:
    """Return the existing articles of a batch by key."""
    ids = {key: load.ids["articles"][key] for _, _, key in batch if key in load.ids["articles"]}
    rows = Article.objects.in_bulk(ids.values())
    return {key: rows[pk] for key, pk in ids.items()}
