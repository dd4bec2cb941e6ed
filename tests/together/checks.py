"""What must be true of a world whatever was done in it at the same instant."""

from collections.abc import Iterator

from desk.merging.mergeable import get_merge_kind
from desk.models import Autosave, TrashedRecord
from desk.privacy.kept_input import parse_autosave
from desk.privacy.name_matching import SubjectWords
from desk.privacy.text_search import find_matches
from members.models import Member, Person
from news.models import Article, Tag
from tests.together.actors import DONE, FAILED
from tests.together.service import Service
from tests.together.world import World


def faults_after(world: World, pair: list[Service]) -> list[str]:
    """Answers of 500, what was told and is not so, and records that are half one thing, half another."""
    first, second = pair
    found = [f"{each.name}: {each.outcome.words}" for each in pair if each.outcome.state == FAILED]
    found += first.broken_claims(second) + second.broken_claims(first)
    found += states_of_records(world)
    erased = any(each.name == "erase" and each.outcome.state == DONE for each in pair)
    return found + (list(erased_names(world)) if erased else [])


def states_of_records(world: World) -> list[str]:
    """Records in the trash and in the list at once; drafts and rows that name an alias."""
    found = []
    for trashed in TrashedRecord.objects.filter(label__contains=world.word):
        model = trashed.content_type.model_class()
        row = model._base_manager.filter(pk=trashed.object_id).first()
        if row is not None and getattr(row, "trashed", None) is None:
            found.append(f"in the trash and in the list: {row}")
    for article in Article.objects.exclude(trashed=None).filter(pk__in=_articles(world)):
        if not TrashedRecord.objects.filter(object_id=article.pk).exists():
            found.append(f"marked and not in the trash: {article}")
    for model in (Member, Person, Tag):
        names = {"slug__contains": world.word}
        aliases = model.with_aliases.exclude(merged_into=None).filter(**names)
        for reference in get_merge_kind(model).moving:
            for row in reference.rows(list(aliases)):
                found.append(f"an alias is named: {reference.what}: {row}")
    return found


def _articles(world):
    return [world.article.pk, world.related.pk, world.unused_article.pk, world.trashed.object_id]


def erased_names(world: World) -> Iterator[str]:
    """Every place in which the erased name stands."""
    words = SubjectWords([world.name], [])
    for match in find_matches(words):
        names = ", ".join(column.name for column in match.columns)
        yield f"the erased name stands in {match.record._meta.label} ({names})"
    for kept in Autosave.objects.all():
        if any(words.found_in(text) for _name, text in parse_autosave(kept)):
            yield "the erased name stands in a text that was kept"
