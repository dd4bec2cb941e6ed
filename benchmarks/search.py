"""Whether the search finds what was meant, and how long it takes: `python -m benchmarks.search`.

``names`` and ``spelling`` make 10,000 members and 20,000 articles that name them, in a scratch
database, always the same. ``--here`` measures times in a database of your own with synthetic content
(manage.py make_content): medians and 99th percentiles in milliseconds, by the clock and of the
processor, of the SQL of one search, and of one suggestion; and what indexing adds to publishing. It
takes back what it writes. Processor times need Linux.
"""

import re
import statistics
import string
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.environment import scratch_database  # isort: split

from django.db import connection, transaction
from django.test import Client

from benchmarks.relevance import publish_texts
from cluster_site.search.engine import search
from cluster_site.search.spelling import find_nearest_words
from core.moment import read_database_clock
from members.models import FormerName, Member, Membership
from news.models import Edition
from tests.factories import LONG_AGO, CategoryFactory

MEMBERS, SEED, TIMES = 10_000, 1, 200
ASKED = 1000  # members whose three names are searched for
SYLLABLES = re.findall(
    r"[a-z]+",
    "an ar as bel berg bre dal dor eik el fin fjor gran gul hav hel hol ing is ka kel kre kvi lan lin lo "
    "lun mar mo myr na ne nor ol ran ri ro sal si sko sol sta ste sun ta tin to tor ul va vei vik vol",
)
random = Random(SEED)  # noqa: S311 - to be repeated, not to be secret


def main() -> None:
    if sys.argv[1:] == ["--here"]:
        _tell_times()
        return
    with scratch_database():
        names = _make_names()
        _make_members(names)
        _tell_names(names)
        _tell_spelling(names)


def _make_names() -> list[str]:
    """Return different words of six letters or more."""
    names: dict[str, None] = {}
    while len(names) < 3 * MEMBERS:
        word = "".join(random.choice(SYLLABLES) for _ in range(random.randint(3, 4)))
        if len(word) >= 6:
            names[word.capitalize()] = None
    return list(names)


def _called(names: list[str]) -> list[tuple[str, str, str]]:
    """Return for each member its name, its old name and its ticker."""
    return [
        (
            f"{names[place]} Energy",
            f"{names[place + MEMBERS]} Energy",
            names[-place - 1][:8].upper(),
        )
        for place in range(MEMBERS)
    ]


def _make_members(names: list[str]) -> None:
    category = CategoryFactory()
    called = _called(names)
    with transaction.atomic():
        members = Member.objects.bulk_create(
            Member(
                name_en=name, slug=f"member-{place}", category=category, size="start-up",
                ticker_exchange="Oslo", ticker_symbol=ticker,
            )
            for place, (name, _old, ticker) in enumerate(called)
        )  # fmt: skip
        Membership.objects.bulk_create(
            Membership(member=member, period=(LONG_AGO.date(), None), public_from=LONG_AGO)
            for member in members
        )
        FormerName.objects.bulk_create(
            FormerName(member=member, name=old, slug=f"old-{place}")
            for place, (member, (_name, old, _ticker)) in enumerate(
                zip(members, called, strict=True)
            )
        )
    texts = [
        (" ".join(order), f"{'. '.join(order)}. " * 5)
        for name, old, ticker in called
        for order in ((name, old, ticker), (ticker, old, name))
    ]
    publish_texts(texts)


def _tell_names(names: list[str]) -> None:
    at = read_database_clock()
    keys = dict(Member.objects.values_list("name_en", "pk"))
    called = _called(names)
    tickers: dict[str, set[int]] = {}
    for name, _old, ticker in called:
        tickers.setdefault(ticker, set()).add(keys[name])
    for kind, place in (("name", 0), ("old name", 1), ("ticker", 2)):
        first = 0
        for texts in random.sample(called, ASKED):
            right = tickers[texts[2]] if place == 2 else {keys[texts[0]]}
            hits = search(texts[place], at=at, language="en").hits
            first += bool(hits) and hits[0].kind == "member" and hits[0].record in right
        print(f"{kind:10} first in {first} of {ASKED}", flush=True)


def _tell_spelling(names: list[str]) -> None:
    ranks, at = [], read_database_clock()
    for name in names[:MEMBERS]:
        word = name.lower()
        place = random.randrange(len(word))
        letter = random.choice([one for one in string.ascii_lowercase if one != word[place]])
        wrong = word[:place] + letter + word[place + 1 :]
        nearest = [near for near, _lexeme in find_nearest_words([wrong], at).get(wrong, ())]
        # what has become another word of the index is not corrected
        ranks.append(nearest.index(word) if word in nearest else 99)
    for most in (1, 3):
        share = sum(rank < most for rank in ranks) / len(ranks)
        print(f"one wrong letter: right word among the first {most} in {share:.1%}", flush=True)


def _tell_times() -> None:
    at = read_database_clock()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM cluster_site_searchword w JOIN cluster_site_searchlexeme l ON l.id = w.lexeme"
            " WHERE l.language = 'en' AND length(word) > 3 ORDER BY l.documents DESC, word LIMIT 600"
        )
        words = [word for (word,) in cursor.fetchall()]
    print(f"{'':34}{'clock: median':>15}{'p99':>8}{'processor: median':>20}{'p99':>8}")
    cases = {
        "two words": lambda: " ".join(random.sample(words, 2)),
        "two words that most texts have": lambda: " ".join(random.sample(words[:40], 2)),
        "12 words": lambda: " ".join(random.sample(words, 12)),
        "the commonest word": lambda: words[0],
    }
    spent: list[tuple[float, float]] = []
    for name, make in cases.items():
        figures = []
        for _ in range(TIMES):
            spent.clear()
            with connection.execute_wrapper(_spending(spent)):
                search(make(), at=at, language="en")
            figures.append(tuple(map(sum, zip(*spent, strict=True))))
        _tell(name, figures)
    client = Client()
    _tell(
        "suggestions, the whole request",
        [
            _timed(partial(_ask_for_suggestions, client, word), python=True)
            for word in random.choices(words, k=TIMES)
        ],
    )
    _tell("indexing of one article", [_index(edition) for edition in Edition.objects.live(at)[:20]])


def _ask_for_suggestions(client: Client, word: str) -> None:
    # from ever other networks, since one alone is slowed
    sender = f"10.{random.randrange(256)}.{random.randrange(256)}.1"
    response = client.get("/search/suggest/", {"q": word[:5]}, REMOTE_ADDR=sender)
    assert response.status_code == 200, response.status_code


def _index(edition: Edition) -> tuple[float, float]:
    """Index an article as if it were published now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cluster_site_searchdocument WHERE kind = 'article' AND record = %s",
            [edition.pk],
        )
        cursor.execute(
            "INSERT INTO search_pending (kind, record) VALUES ('article', %s)", [edition.pk]
        )
        figures = _timed(lambda: cursor.execute("SELECT search_index_pending()"))
        transaction.set_rollback(True)
    return figures


def _spending(spent: list[tuple[float, float]]) -> Callable:
    def note(execute, *args):
        results = []
        spent.append(_timed(lambda: results.append(execute(*args))))
        return results[0]

    return note


def _timed(act: Callable, *, python: bool = False) -> tuple[float, float]:
    """Return milliseconds by the clock and of the processor: the database's, with ``python`` ours as well."""
    passed, own, database = time.perf_counter(), time.process_time(), _database_time()
    act()
    return (
        (time.perf_counter() - passed) * 1000,
        _database_time() - database + (time.process_time() - own) * 1000 * python,
    )


def _database_time() -> float:
    """Return the processor milliseconds of the connection's server process."""
    schedule = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return int(schedule.split()[0]) / 1e6


def _tell(name: str, figures: Iterable[tuple[float, float]]) -> None:
    clock, processor = (
        (statistics.median(column), statistics.quantiles(column, n=100, method="inclusive")[98])
        for column in zip(*figures, strict=True)
    )
    print(
        f"{name:34}{clock[0]:15.1f}{clock[1]:8.1f}{processor[0]:20.1f}{processor[1]:8.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
