"""Four people save one article at the same moment: one is first, three see their whole text again."""

import threading

import pytest
from django.db import connection

from news.blocks.prose import Prose
from news.models import Article
from tests.desk.form_user import FormUser
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)

PROSE = "news_prose_set"


@pytest.mark.slow
def test_four_saves_at_once():
    article = ArticleFactory(text="<p>One.</p>")
    sitters = [FormUser(f"Person {number}") for number in range(4)]
    for number, form_user in enumerate(sitters):
        form_user.open(article)
        row = form_user.row(PROSE, Prose.objects.get())
        form_user.type(title=f"Title {number}", **{f"{row}-html": f"<p>Text {number}.</p>"})
    gate, answers, pages = threading.Barrier(4), {}, {}

    def save(form_user):
        try:
            gate.wait()
            answer = form_user.client.post(form_user.url, form_user.fields)
            answers[form_user], pages[form_user] = answer.status_code, answer.content.decode()
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[form_user]) for form_user in sitters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 200, 200, 302]
    for number, form_user in enumerate(sitters):
        if answers[form_user] == 200:
            page = pages[form_user]
            assert f'name="title" value="Title {number}"' in page
            assert f"&lt;p&gt;Text {number}.&lt;/p&gt;</textarea>" in page
            assert page.count('class="both-texts"') == 2
        else:
            assert Article.objects.get().title == f"Title {number}"
            assert Prose.objects.get().html == f"<p>Text {number}.</p>"
