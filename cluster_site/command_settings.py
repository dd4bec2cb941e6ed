"""The settings of manage.py: those of the site, but a command may run as long as it needs."""

from cluster_site.settings import *  # noqa: F403
from cluster_site.settings import database_address
from core.database import command_database_settings

DATABASES = {"default": command_database_settings(database_address)}
