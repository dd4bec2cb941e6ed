"""The site as a WSGI application; stops with one line where the database does not answer."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from core.reachable import why_unreachable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_site.settings")
if reason := why_unreachable():
    sys.exit(reason)
application = get_wsgi_application()
