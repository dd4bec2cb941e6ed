"""Break ten rules, one at a time, and see whether the tests notice: ``make mutations``.

Each mutation is made in a copy of the checkout; the tests named with it run there. Prints which were caught
and exits with 1 where one survived, or where its text is no longer in the code.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PUBLISHING = "tests/news/test_publishing.py"
DOORS = "tests/members/test_doors.py"


class Mutation(NamedTuple):
    rule: str
    file: str
    old: str
    new: str
    tests: list[str]


MUTATIONS = [
    Mutation(
        "a new member shows nowhere before it may be known",
        "members/period_querysets.py",
        "            public_from__lte=at,\n            first_day__lte=day,\n",
        "            first_day__lte=day,\n",
        [f"{DOORS}::test_a_member_that_may_not_be_known_is_unknown"],
    ),
    Mutation(
        "the last day of a membership still counts, the next does not",
        "members/period_querysets.py",
        "Q(day_after=None) | Q(day_after__gt=day) |",
        "Q(day_after=None) | Q(day_after__gte=day) |",
        [f"{DOORS}::test_the_last_day_counts_and_the_next_does_not"],
    ),
    Mutation(
        "an end that may not be known yet has not happened",
        "members/period_querysets.py",
        "Q(day_after__gt=day) | Q(end_public_from__gt=at),\n            public_from__lte=at,\n",
        "Q(day_after__gt=day),\n            public_from__lte=at,\n",
        [f"{DOORS}::test_an_end_that_may_not_be_known_has_not_happened"],
    ),
    Mutation(
        "changing a word of a quote voids its approval",
        "members/models/statements.py",
        "self.approved_on is not None and self.approved_hash == hash_statement(self.text)",
        "self.approved_on is not None",
        [f"{PUBLISHING}::test_changing_a_word_voids_the_approval"],
    ),
    Mutation(
        "publishing needs its permission",
        "news/publishing/commands.py",
        'if by is None or not by.has_perm("news.publish_article"):',
        "if by is None:",
        [f"{PUBLISHING}::test_a_writer_may_not_publish"],
    ),
    Mutation(
        "nothing is published at a time that has passed",
        "news/publishing/commands.py",
        "if at is not None and at < now:",
        "if at is not None and at < now and False:",
        [f"{PUBLISHING}::test_a_time_that_has_passed_is_refused"],
    ),
    Mutation(
        "a reason lets pass only what may be overridden",
        "news/publishing/commands.py",
        "if reason and problem.code in OVERRIDABLE",
        "if reason",
        [f"{PUBLISHING}::test_a_reason_overrides_nothing_else"],
    ),
    Mutation(
        "the latest command decides everything from its moment on",
        "news/publishing/editions.py",
        "        period = live_span(period.lower, begin) if earlier else TimestamptzRange(empty=True)\n",
        "        if not earlier:\n            continue\n        period = live_span(period.lower, begin)\n",
        [f"{PUBLISHING}::test_the_latest_command_decides_everything_from_its_moment_on"],
    ),
    Mutation(
        "HTML is cleaned again when the edition is built",
        "news/blocks/parts.py",
        'return clean_html(value or "")',
        'return value or ""',
        [f"{PUBLISHING}::test_html_is_cleaned_again_when_the_edition_is_built"],
    ),
    Mutation(
        "no cell of a spreadsheet runs as a formula",
        "core/spreadsheet_safety.py",
        """return f"'{text}" if text.startswith(_FORMULA) else text""",
        "return text",
        ["tests/core/test_cells.py"],
    ),
]


def applied(mutation: Mutation) -> str:
    """Return the mutated text of the file; raise ValueError where the mutation does not fit."""
    text = (ROOT / mutation.file).read_text()
    if (times := text.count(mutation.old)) != 1:
        raise ValueError(f"{mutation.file} has {times} times {mutation.old!r}")
    return text.replace(mutation.old, mutation.new)


def copy_checkout(folder: Path) -> None:
    tracked = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", ":!docs"], check=True, capture_output=True
    )
    for name in tracked.stdout.decode().split("\0")[:-1]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)


def is_caught(mutation: Mutation, folder: Path) -> bool:
    """Run the mutation's tests in ``folder``; they must run, and fail."""
    file = folder / mutation.file
    original = file.read_text()
    file.write_text(applied(mutation))
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
        ended = subprocess.run(command + mutation.tests, cwd=folder, capture_output=True, text=True)
    finally:
        file.write_text(original)
    if ended.returncode not in (0, 1):  # neither passed nor failed: nothing was tested
        raise RuntimeError(ended.stdout + ended.stderr)
    return ended.returncode == 1


def main() -> int:
    survived = 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as room:
        copy_checkout(Path(room))
        for mutation in MUTATIONS:
            caught = is_caught(mutation, Path(room))
            survived += not caught
            print(f"{'caught  ' if caught else 'SURVIVED'}  {mutation.rule}", flush=True)
    print(f"{len(MUTATIONS) - survived} of {len(MUTATIONS)} caught")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
