"""Two editors carry out the same change of the board at once."""

import threading

import pytest
from django.db import connection
from django.test import Client

from members.models import BoardSeat
from news.models import Article
from tests.factories import BoardSeatFactory, PersonFactory, UserFactory
from tests.news.test_admin_board_change import PAGE, comes, leaves, rows
from tests.pages import HtmlPage

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*posted):
    """The answers to two editors who press the button at the same time, the winner's first."""
    answers, together = [], threading.Barrier(2)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(UserFactory(group="editors"))

    def press(client, posted):
        try:
            together.wait()
            answers.append(client.post(PAGE, posted))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=pair) for pair in zip(clients, posted, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer.status_code, reverse=True)


@pytest.mark.parametrize("board_is_empty", [False, True])
def test_one_wins_and_the_other_keeps_what_was_typed(board_is_empty):
    newcomer, more = PersonFactory(name="Nina New"), {}
    if not board_is_empty:
        more = {"replaces": BoardSeatFactory().pk}
    won, lost = at_once(*[rows(comes(newcomer, "observer", **more), _change="1")] * 2)
    assert (won.status_code, lost.status_code) == (302, 200)
    page = HtmlPage(lost)
    assert "This person sits on the board already in that period." in page.text
    assert page.has(f'option[value="{newcomer.pk}"][selected]')
    assert newcomer.seats.count() == Article.objects.count() == 1


def test_somebody_leaves_once():
    seat = BoardSeatFactory()
    won, lost = at_once(*[rows(leaves(seat.person), _change="1")] * 2)
    assert (won.status_code, lost.status_code) == (302, 200)
    assert "does not sit on the board after that day anyway" in HtmlPage(lost).text
    assert Article.objects.count() == BoardSeat.objects.count() == 1


def test_two_steps_that_name_the_same_people_in_another_order_wait_for_each_other():
    people = [PersonFactory() for _ in range(2)]
    forth, back = ([comes(person) for person in order] for order in (people, people[::-1]))
    won, lost = at_once(rows(*forth, _change="1"), rows(*back, _change="1"))
    assert (won.status_code, lost.status_code) == (302, 200)
    assert BoardSeat.objects.count() == 2
