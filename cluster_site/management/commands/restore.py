"""manage.py restore PATH: bring a backup back, into an empty database and an empty MEDIA_ROOT."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from cluster_site.backup.manifest import BackupError
from cluster_site.backup.restoring import restore_backup


class Command(BaseCommand):
    """Restore a backup of the site."""

    help = "Restore a backup into an empty database and an empty MEDIA_ROOT, and migrate it."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)

    def handle(self, *, path, **options):
        try:
            manifest = restore_backup(path)
        except BackupError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(
                f"Restored as of {manifest.made_at}: {sum(manifest.rows.values())} rows of "
                f"{len(manifest.rows)} tables and {len(manifest.files) - 1} files."
            )
