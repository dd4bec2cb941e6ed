"""How names, texts and times stand in a package."""

from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.db.models.functions import Coalesce
from django.utils import timezone

from cluster_site.models import SiteSettings
from cluster_site.packages.texts import LINKED
from core.aliases import Mergeable
from core.links import COUNT, translate_reference_keys
from core.parsing import parse_whole_number
from core.richtext import clean_html
from images.models import Image
from members.counts import COUNTS
from members.models import BoardSeat, Category, Member, Person, Statement
from news.models import Tag

_LANGUAGES = [code for code, _name in settings.LANGUAGES]


def fetch_site_language() -> str:
    """Return the language of the site's plain texts."""
    return SiteSettings.objects.values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def _called(model, column: str):
    """Return the name of every record by key; an alias has the name of the record it was merged into."""
    if not issubclass(model, Mergeable):
        return model.objects.order_by().values_list("pk", column)
    every = model.with_aliases.order_by()
    return every.values_list("pk", Coalesce(f"merged_into__{column}", column))


class RecordNames:
    """Keys of all records in a package, by kind and id; ``language`` is the site's."""

    def __init__(self, language: str):
        self.language = language
        self._names: dict[str, dict[int, object]] = {
            kind: dict(_called(model, column))
            for kind, model, column in (
                ("categories", Category, "slug"),
                ("images", Image, "key"),
                ("members", Member, "slug"),
                ("people", Person, "slug"),
                ("statements", Statement, "key"),
            )
        }
        self._tags = {
            tag.pk: tag.merged_into or tag for tag in Tag.with_aliases.select_related("merged_into")
        }
        seats = BoardSeat.objects.order_by().values_list("pk", "person__slug", "role", "term")
        self._names["board"] = {
            pk: {"person": person, "role": role, "from": term.lower.isoformat()}
            for pk, person, role, term in seats
        }

    def add_articles(self, keys: dict[int, tuple[str, str]]) -> None:
        """Add the language and slug under which each article is exported."""
        self._names["articles"] = keys

    def of(self, kind: str, pk: int | None):
        """Return the name of a record, or None if there is no record or it is not exported."""
        return self._names[kind].get(pk)

    def all_of(self, kind: str, ids) -> list:
        names = []
        for name in (self.of(kind, pk) for pk in ids):
            # two that were merged are one by now
            if name is not None and name not in names:
                names.append(name)
        return names

    def tags(self, ids, language: str) -> list:
        """Return the names of tags: as text if a tag has one in ``language`` alone, else by language."""
        tags = dict.fromkeys(self._tags[pk] for pk in ids if pk in self._tags)
        names = [without_empty_values({"en": tag.name_en, "nb": tag.name_nb}) for tag in tags]
        names.sort(key=lambda name: list(name.values()))
        return [name[language] if list(name) == [language] else name for name in names]

    def html(self, html: str | None, language: str) -> str:
        """Return ``html`` with slugs in its links; links to records that are not exported become plain text."""

        def translate(kind, key):
            if kind == COUNT:
                return key if key in COUNTS else None
            name = self.of(LINKED[kind], parse_whole_number(key)) if kind in LINKED else None
            if kind != "article" or name is None:
                return name
            return name[1] if name[0] == language else ":".join(name)

        return translate_reference_keys(clean_html(html or ""), translate)

    def words(self, record: Model, column: str, *, html: bool = False):
        """Return a text: as it is if the site's language is its only one, else by language."""
        texts = {code: getattr(record, f"{column}_{code}") for code in _LANGUAGES}
        if html:
            texts = {code: self.html(text, code) for code, text in texts.items()}
        texts = {code: text for code, text in texts.items() if text}
        return texts[self.language] if list(texts) == [self.language] else texts


def without_empty_values(values: dict) -> dict:
    """Return ``values`` without empty entries."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def format_instant(at: datetime | None) -> str | None:
    """Return an ISO timestamp in the site's time zone; None for an instant not set before an announcement."""
    return at and timezone.localtime(at).isoformat()
