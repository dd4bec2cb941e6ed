"""What all tests share."""

import pytest

from tests import factories


def pytest_collection_modifyitems(items):
    """A browser gets a second chance: on a busy machine it may be slower than any wait allows for."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Nobody has collected the static files of a fresh clone."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A slow hash keeps passwords safe; for each person of a test it takes a third of a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def editor(db):
    return factories.UserFactory(group="editors")


@pytest.fixture
def writer(db):
    return factories.UserFactory(group="writers")
