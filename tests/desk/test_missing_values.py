"""A form that lacks something says what is missing, and nothing of what is made by itself."""

import pytest
from django.test import Client

from images.models import Image
from members.models import Category, FocusArea, Member, Person, Statement
from news.models import Article
from tests.desk.posting import errors_of, post
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MODELS = (Image, Category, FocusArea, Member, Person, Statement, Article)


@pytest.mark.slow
def test_an_empty_form_does_not_complain_of_the_web_address_or_key_to_be_made():
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    errors = {model._meta.label: errors_of(post(client, model, {}, "add")) for model in MODELS}
    assert all(errors.values())
    assert [label for label, texts in errors.items() if "web address" in " ".join(texts)] == []
