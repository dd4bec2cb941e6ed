"""The site as a WSGI application, behind its page cache; stops with one line where the database does not answer."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils.translation import override

from cluster_site.page_cache.middleware import with_page_cache
from core.database_status import explain_unreachable_database
from core.environment import exit_with_error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_site.settings")
if reason := explain_unreachable_database():
    exit_with_error(reason)
application = with_page_cache(get_wsgi_application())

# Loads every view and builds the tables of addresses once for all workers, not in each by its first visitor.
for language, _name in settings.LANGUAGES:
    with override(language):
        reverse("home")

# What stands after the start stays: without it the collector goes over a hundred thousand objects of
# Django's with every long form, which takes a sixth of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
gc.enable()
