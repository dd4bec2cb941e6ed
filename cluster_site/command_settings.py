"""The settings of manage.py: those of the site, but a command may run as long as it needs."""

from cluster_site.settings import *  # noqa: F403
from cluster_site.settings import DATABASES, database_address, replica_address
from core.database import command_database_settings
from core.replica import REPLICA

DATABASES = {
    alias: command_database_settings(replica_address if alias == REPLICA else database_address)
    for alias in DATABASES
}
