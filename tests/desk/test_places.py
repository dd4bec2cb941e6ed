"""What is wrong with a form is said once: what a message names is not named before it."""

import pytest

from desk.toolkit.error_list import ErrorLocation
from tests.factories import StatementFactory


@pytest.mark.parametrize(
    ("where", "message", "lead"),
    [
        ("Title", "Write a title.", ""),
        ("Tittel", "Skriv en tittel.", ""),
        ("Title", "This field is required.", "Title"),
        ("Quote: Words", "Choose a quote, or write the words; one of the two.", "Quote"),
        ("Quote 3", "The quote of Kari Kelp is not approved yet.", "Quote 3"),
        ("", "Choose a date and a time.", ""),
    ],
)
def test_a_message_is_led_by_its_place_unless_it_names_it(where, message, lead):
    assert ErrorLocation(message, where=where).lead == lead


def test_a_quote_has_no_quotation_marks_of_its_own_where_a_message_names_it(db):
    assert str(StatementFactory(text="It grows")) == "It grows"
