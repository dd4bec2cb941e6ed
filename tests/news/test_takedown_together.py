"""Two people take the same picture off the site in the same second."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from core.moment import read_database_clock
from desk.models import Activity
from desk.privacy.takedown import take_down
from images.models import Image
from news.models import Edition
from news.publishing.commands import publish
from tests.factories import ArticleFactory, ImageFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_at_once_make_one_edition_without_it():
    users = [UserFactory(is_superuser=True) for _number in range(2)]
    image = ImageFactory()
    article = ArticleFactory(hero=image)
    publish(article=article, by=users[0])
    MemberFactory(logo=image)
    Image.objects.filter(pk=image.pk).update(consent_withdrawn=timezone.localdate())
    counts, faults, together = [], [], threading.Barrier(2)

    def press(user):
        try:
            together.wait()
            counts.append(take_down(image, by=user, may_stay=lambda record: False))
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sorted(counts) == [0, 3]
    assert Edition.objects.live(read_database_clock()).get().hero is None
    assert Edition.objects.count() == 2
    assert Activity.objects.filter(action="taken-down").count() == 1
