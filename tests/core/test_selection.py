"""make test-fast runs the tests of what was changed, and then as many others as there is time for."""

from pathlib import Path

import pytest

from tests.selection import PROJECT, changed_files, choose, find_tests_of

HERE = Path(__file__)
FILES = {HERE, PROJECT / "tests/core/test_locking.py", PROJECT / "tests/core/test_folding.py"}


def test_the_quickest_are_chosen_until_the_time_is_used_up():
    known = {"slow": 5, "quick": 1, "quicker": 0.5}
    assert choose(known, urgent=set(), known=known, seconds=2) == {"quick", "quicker"}


def test_what_is_urgent_comes_first():
    known = {"slow": 5, "quick": 1, "quicker": 0.5}
    assert choose(known, urgent={"slow"}, known=known, seconds=5.5) == {"slow", "quicker"}


def test_what_never_ran_is_run():
    assert choose(["old", "new"], urgent={"old"}, known={"old": 5}, seconds=1) == {"new"}


def test_tests_of_a_changed_module_are_those_that_import_it():
    assert find_tests_of(FILES, {PROJECT / "core/locking.py"}) == {
        PROJECT / "tests/core/test_locking.py"
    }


def test_a_test_that_was_changed_is_one_of_them_and_so_is_one_that_names_a_file():
    assert find_tests_of(FILES, {HERE}) == {HERE}
    assert find_tests_of(FILES, {PROJECT / "docs/named-here.md"}) == {HERE}


def test_nothing_changed_concerns_nothing():
    assert find_tests_of(FILES, set()) == set()


@pytest.mark.skipif(not (PROJECT / ".git").exists(), reason="not a clone")
def test_a_new_file_is_a_change():
    new = HERE.with_suffix(".new")
    new.touch()
    try:
        assert new in changed_files()
    finally:
        new.unlink()
