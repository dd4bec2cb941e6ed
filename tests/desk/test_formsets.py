"""What was posted is brought into the order that a formset insists on."""

import pytest
from django.utils.datastructures import MultiValueDict

from desk.toolkit.formsets import normalise_rows


def posted(*keys, total=None):
    data = MultiValueDict({"b-TOTAL_FORMS": [str(total or len(keys))], "b-INITIAL_FORMS": ["9"]})
    for row, key in enumerate(keys):
        data[f"b-{row}-id"] = key
        data[f"b-{row}-text"] = f"text {key or 'new'} {row}"
    return data


def rows_of(data):
    count = int(data["b-TOTAL_FORMS"])
    return [(data[f"b-{row}-id"], data[f"b-{row}-text"]) for row in range(count)]


def test_living_rows_come_first_and_vanished_ones_become_new():
    data, _files = normalise_rows(
        posted("", "7", "5", "6"), MultiValueDict(), "b", "id", {"5", "6"}
    )
    assert data["b-INITIAL_FORMS"] == "2"
    assert rows_of(data) == [
        ("5", "text 5 2"),
        ("6", "text 6 3"),
        ("", "text new 0"),
        ("", "text 7 1"),
    ]


def test_files_move_with_their_rows():
    files = MultiValueDict({"b-0-file": ["new"], "b-1-file": ["old"], "other-0-file": ["other"]})
    _data, files = normalise_rows(posted("", "5"), files, "b", "id", {"5"})
    assert files == {"b-1-file": ["new"], "b-0-file": ["old"], "other-0-file": ["other"]}


def test_a_count_that_is_not_a_number_is_left_to_django():
    data = MultiValueDict({"b-TOTAL_FORMS": ["x"]})
    assert normalise_rows(data, MultiValueDict(), "b", "id", set()) == (data, {})


def test_a_form_without_counts_has_no_rows():
    data, files = normalise_rows(MultiValueDict(), MultiValueDict(), "b", "id", set())
    assert (data, files) == ({"b-TOTAL_FORMS": ["0"], "b-INITIAL_FORMS": ["0"]}, {})


@pytest.mark.parametrize("total", ["2000", "9" * 30])
def test_a_count_beyond_all_bounds_makes_no_rows_that_were_not_sent(total):
    data, _files = normalise_rows(posted("5", "", total=total), MultiValueDict(), "b", "id", {"5"})
    assert (data["b-TOTAL_FORMS"], data["b-INITIAL_FORMS"]) == ("2", "1")


def test_rows_that_were_not_sent_leave_no_gap():
    data = posted("", "5", "6")
    del data["b-0-id"], data["b-0-text"]
    data, _files = normalise_rows(data, MultiValueDict(), "b", "id", {"5", "6"})
    assert rows_of(data) == [("5", "text 5 1"), ("6", "text 6 2")]
