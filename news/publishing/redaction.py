"""Redact a person in drafts, editions and revisions; the history guard allows 'redact' meanwhile.

Order matters: references to the person are removed here before the person's records are deleted.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from desk.history.serializing import digest_values
from desk.models import Revision
from desk.privacy.data_subject import DataSubject
from desk.privacy.erase import erased_quote_placeholder, leave_hashed_gone_paths
from desk.privacy.kept_input import rewrite_autosaves
from desk.privacy.text_rewriting import rewrite_rows
from images.models import Image
from members.models import Member, Person, Statement
from news.blocks.registry import find_block_model, iterate_parts_naming
from news.models import Article, ArticleByline, Edition, EditionImage, EditionPerson, PreviewLink
from news.publishing.editions import edition_snapshot
from news.publishing.removal import ErasedKeys, change_drafts, remove_pictures_from_drafts

# the period says nothing about anybody
_REDACTED = [
    "slug",
    "title",
    "standfirst",
    "reason",
    "byline",
    "hero",
    "blocks",
    "corrections",
    "digest",
]


def records_erased_with(subject: DataSubject) -> ErasedKeys:
    """Return the keys of the person, their statements and their pictures."""
    person, images = subject.record(Person), set(subject.pictures)
    if person is None:
        return ErasedKeys(frozenset(), frozenset(), frozenset(images))
    portrait = person.portrait_id
    shared = Person.objects.filter(portrait=portrait).exclude(pk=person.pk).exists()
    if portrait and not shared and not Member.objects.filter(logo=portrait).exists():
        images.add(portrait)
    statements = Statement.objects.filter(person=person).values_list("pk", flat=True)
    return ErasedKeys(frozenset(subject.keys(Person)), frozenset(statements), frozenset(images))


def redact(subject: DataSubject) -> None:
    """Redact the subject in all articles, editions, revisions and preview links."""
    erased = records_erased_with(subject)
    _redact_drafts(erased)
    _redact_editions(subject, erased)
    _redact_saves(erased)
    _redact_links(erased)
    forget = {("person", str(key)) for key in erased.people}
    forget |= {("statement", str(key)) for key in erased.statements}
    rewrite_autosaves(subject, forget=forget, placeholder=erased_quote_placeholder)


def _redact_drafts(erased: ErasedKeys) -> None:
    ArticleByline.objects.filter(person__in=erased.people).delete()
    articles = Article.objects.all()
    change_drafts(articles, erased.naming_condition, erased.remove_from_block)
    remove_pictures_from_drafts(articles, erased.images)


def _redact_editions(subject: DataSubject, erased: ErasedKeys) -> None:
    named = EditionPerson.objects.filter(person__in=erased.people).values_list("edition", flat=True)
    with_pictures = EditionImage.objects.filter(image__in=erased.images).values_list(
        "edition", flat=True
    )
    worded = [
        match.record.pk
        for match in subject.matching_rows
        if isinstance(match.record, Edition)
        and match.with_words(subject.words_for(match.record)).columns
    ]
    keys = {*named, *with_pictures, *worded}
    EditionPerson.objects.filter(person__in=erased.people).delete()
    EditionImage.objects.filter(image__in=erased.images).delete()
    fields = [field for field in Edition._meta.concrete_fields if field.name in _REDACTED]
    editions = Edition.objects.filter(pk__in=keys).order_by("pk").prefetch_related("editionseats")
    rows = []
    for edition in editions:
        _redact_edition(edition, subject, erased)
        rows.append([edition.pk, *(field.value_from_object(edition) for field in fields)])
    if rows:
        # bulk_update takes seconds for some hundred editions of somebody who is often named
        rewrite_rows(Edition, fields, rows)


def _redact_edition(edition: Edition, subject: DataSubject, erased: ErasedKeys) -> None:
    words, language, path = subject.words_for(edition), edition.language, edition.get_absolute_url()
    edition.slug = words.redact_slug(edition.slug, edition.article_id)
    for name in ("title", "standfirst", "reason"):
        setattr(edition, name, words.redact(getattr(edition, name), language))
    edition.byline = [key for key in edition.byline if key not in erased.people]
    if edition.hero_id in erased.images:
        edition.hero = None
    blocks = erased.remove_from_blocks(edition.blocks, language)
    edition.blocks = words.redact_values(blocks, language)
    edition.corrections = words.redact_values(edition.corrections, language)
    edition.digest = edition_snapshot(edition).digest()
    if edition.get_absolute_url() != path:
        leave_hashed_gone_paths(
            [path], ContentType.objects.get_for_model(Article), edition.article_id
        )


def _redact_saves(erased: ErasedKeys) -> None:
    """Redact the revisions of articles; words in them are rewritten as in every other table."""
    for save in revisions_naming(erased).iterator(chunk_size=100):
        values = erased.remove_links(save.values)
        language = values.get("language", "en")
        values["byline"] = [key for key in values.get("byline", ()) if key not in erased.people]
        if values.get("hero") in erased.images:
            values["hero"] = None
        for name, rows in values.get("parts", {}).items():
            model = find_block_model(name)
            kind = model.kind if model else name
            blocks = (erased.remove_from_block({**row, "type": kind}, language) for row in rows)
            values["parts"][name] = [
                {key: value for key, value in block.items() if key != "type"}
                for block in blocks
                if block is not None
            ]
        if values != save.values:
            save.values, save.digest = values, digest_values(values)
            save.save(update_fields=["values", "digest"])


def revisions_naming(erased: ErasedKeys) -> QuerySet[Revision]:
    """Return the revisions of articles that refer or link to erased records."""
    values: list[dict] = [{"byline": [key]} for key in erased.people]
    values += [{"hero": key} for key in erased.images]
    keys_by_model = {Person: erased.people, Statement: erased.statements, Image: erased.images}
    for model, keys in keys_by_model.items():
        for block, part in iterate_parts_naming(model):
            rows = ({part.name: value} for key in keys for value in (key, [key]))
            values += [{"parts": {block._meta.model_name: [row]}} for row in rows]
    condition = Q(pk__in=())
    for named in values:
        condition |= Q(values__contains=named)
    for key in erased.people:
        condition |= Q(values__lower_contains=f"record:person/{key}")
    articles = ContentType.objects.get_for_model(Article)
    return Revision.objects.filter(condition, content_type=articles)


def _redact_links(erased: ErasedKeys) -> None:
    """Redact the drafts stored with preview links."""
    for link in PreviewLink.objects.exclude(frozen=None):
        frozen = dict(link.frozen or {})
        frozen["byline"] = [key for key in frozen.get("byline", ()) if key not in erased.people]
        if frozen.get("hero") in erased.images:
            frozen["hero"] = None
        frozen["blocks"] = erased.remove_from_blocks(
            frozen.get("blocks", []), frozen.get("language", "en")
        )
        if frozen != link.frozen:
            link.frozen = frozen
            link.save(update_fields=["frozen"])
