"""What can be wrong with an article, and what all articles together say about other records."""

from collections import defaultdict
from datetime import datetime

from cluster_site.packages.block_formats import COLLECTIONS
from cluster_site.packages.formats import has_seat_key, record_key
from cluster_site.packages.media import PackageMedia
from cluster_site.packages.periods import SeatKey
from cluster_site.packages.problems import Problems
from cluster_site.packages.reading import FileProblem
from cluster_site.packages.references import ONE, KnownRecords, format_key
from cluster_site.packages.texts import find_link_problems, has_text, texts_by_language
from cluster_site.packages.translations import TranslationGroups
from members.models import Person
from news.blocks.parts import FilePart
from news.blocks.record_parts import RecordListPart, RecordPart
from news.blocks.registry import BLOCKS
from news.content.tagging import TagName


class ArticleChecks:
    """Checks articles one after the other, and collects what loading needs of them."""

    def __init__(self, known: KnownRecords, media: PackageMedia, problems: Problems):
        self._known, self._media, self._problems = known, media, problems
        self._translations = TranslationGroups(known)
        # when each board seat, and when its end, is announced; None for an article that is a draft
        self.announced: dict[SeatKey, list[datetime | None]] = defaultdict(list)
        self.ends_announced: dict[SeatKey, list[datetime | None]] = defaultdict(list)
        self.appearing: dict[str, datetime | None] = {}  # people by slug, with the earliest time
        # what the package calls tags; True where it says in which language
        self.tags: dict[TagName, bool] = {}

    def check(self, place: str, article: dict) -> None:
        """Report every error in ``article``, whose shape is right."""
        if "slug" not in article:
            return
        key = record_key("articles", article, self._known.language)
        if not (article.get("title") or "").strip():
            if "title" in article:
                self._problems.error(f"{place}.title", "must not be empty")
            elif self._known.is_new("articles", key):
                self._problems.error(f"{place}.title", "missing")
        self._check_time(place, article)
        self._check_names(place, article, key)
        self._appear(article.get("byline") or (), article)
        self._collect_tags(place, article, key[0])
        for number, block in enumerate(article.get("blocks") or ()):
            if isinstance(block, dict):
                self._check_block(f"{place}.blocks[{number}]", block, key[0])
                self._appear(_people_of(block), article)
        for seat in article.get("announces") or ():
            if isinstance(seat, dict) and has_seat_key(seat):
                seat_key = seat["person"], seat["role"], seat["from"]
                times = self.ends_announced if seat.get("ends") else self.announced
                times[seat_key].append(article.get("publish_at"))

    def _collect_tags(self, place, article, language):
        for number, words in enumerate(article.get("tags") or ()):
            if isinstance(words, str | dict) and has_text(words):
                name = TagName.from_texts(texts_by_language(words, language))
                self.tags[name] = self.tags.get(name, False) or isinstance(words, dict)
            elif isinstance(words, dict):
                self._problems.error(f"{place}.tags[{number}]", "must not be empty")

    def check_translations(self) -> None:
        """Report articles with two translations into one language, once all articles are checked."""
        for place, message in self._translations.clashes():
            self._problems.error(place, message)

    def translation_group(self, key):
        """Return the id that all translations of an article share, or None if it has none yet."""
        return self._translations.group_of(key)

    def _check_time(self, place, article):
        begin, end = article.get("publish_at"), article.get("expire_at")
        if end is not None and begin is None:
            self._problems.error(f"{place}.expire_at", "needs publish_at as well")
        elif end is not None and end <= begin:
            self._problems.error(f"{place}.expire_at", "must be later than publish_at")
        if article.get("corrections") and begin is None:
            self._problems.error(f"{place}.corrections", "need publish_at as well")

    def _check_names(self, place, article, key):
        self._name("images", article.get("hero"), f"{place}.hero")
        for number, slug in enumerate(article.get("byline") or ()):
            self._name("people", slug, f"{place}.byline[{number}]")
        for number, seat in enumerate(article.get("announces") or ()):
            if isinstance(seat, dict) and has_seat_key(seat):
                seat_key = seat["person"], seat["role"], seat["from"]
                self._name("board", seat_key, f"{place}.announces[{number}]")
        for number, related in enumerate(article.get("related") or ()):
            own_place = f"{place}.related[{number}]"
            other = related_key(related, key[0])
            self._name("articles", other, own_place)
            if other == key:
                self._problems.error(own_place, "the article itself")
        original = article.get("translation_of")
        if original is not None and original.keys() >= {"language", "slug"}:
            other = original["language"], original["slug"]
            own_place = f"{place}.translation_of"
            self._name("articles", other, own_place)
            if other[0] == key[0]:
                self._problems.error(own_place, "is in the same language")
            elif self._known.has("articles", other):
                self._translations.join(key, other, own_place)

    def _check_block(self, place, block, language):
        model = BLOCKS[block["type"]]
        for name, part in model.parts().items():
            if block.get(name):
                self._check_part(f"{place}.{name}", part, block[name], language)
        for name, message in model.package_problems(block):
            self._problems.error(f"{place}.{name}" if name else place, message)

    def _check_part(self, place, part, value, language):
        if isinstance(part, RecordListPart):
            for number, name in enumerate(value):
                self._name(COLLECTIONS[part.kind], name, f"{place}[{number}]")
        elif isinstance(part, RecordPart):
            self._name(COLLECTIONS[part.kind], value, place)
        elif isinstance(part, FilePart):
            try:
                self._media.download(value)
            except FileProblem as problem:
                self._problems.error(place, str(problem))
        elif part.is_html:
            for problem in find_link_problems(value, language, self._known.has):
                self._problems.error(place, problem)

    def _name(self, kind, name, place):
        if isinstance(name, str | tuple) and name and not self._known.has(kind, name):
            self._problems.error(place, f"no {ONE[kind]} {format_key(name)}")

    def _appear(self, slugs, article):
        for slug in slugs:
            if isinstance(slug, str):
                times = [self.appearing.get(slug), article.get("publish_at")]
                self.appearing[slug] = min((at for at in times if at), default=None)


def _people_of(block: dict) -> list:
    """Return the people whom a block names otherwise than by a link."""
    parts = BLOCKS[block["type"]].parts().items()
    return [block[name] for name, part in parts if part.related is Person and block.get(name)]


def related_key(related, language: str) -> tuple[str, str | None]:
    """Return language and slug of an entry of ``related``; a slug alone is in the article's language."""
    if isinstance(related, dict):
        return related.get("language") or language, related.get("slug")
    return language, related
