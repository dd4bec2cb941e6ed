"""manage.py restore PATH: bring a backup back, into an empty database and an empty MEDIA_ROOT."""

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from cluster_site.backup.manifest import BackupError
from cluster_site.backup.restoring import restore_backup
from core.command_paths import path_argument


class Command(BaseCommand):
    """Restore a backup of the site."""

    help = "Restore a backup into an empty database and an empty MEDIA_ROOT, and migrate it."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("path", type=path_argument)
        parser.add_argument(
            "--no-erasures",
            action="store_false",
            dest="erasures",
            help="nobody was erased after the backup, so no erasure log is needed",
        )

    def handle(self, *, path, erasures, **options):
        try:
            manifest = restore_backup(path, erasures=erasures, say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except ValidationError as refusal:
            raise CommandError(
                f"{' '.join(refusal.messages)}\nAll else is restored. When this is mended, run "
                "manage.py replay_erasures; until then /readyz says that the site is not ready."
            ) from refusal
        if options["verbosity"]:
            self.stdout.write(
                f"Restored as of {manifest.made_at}: {sum(manifest.rows.values())} rows of "
                f"{len(manifest.rows)} tables and {len(manifest.files) - 1} files."
            )
