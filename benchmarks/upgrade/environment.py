"""Django, set up in the checkout that this process runs in."""

import django
from django.conf import settings
from django.test.utils import setup_test_environment

django.setup()
# Names of static files without the hash of their content: a stylesheet may change, a page may not.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
setup_test_environment()  # responses hand out the context of their templates
