"""manage.py backup PATH: write the database and all files to one file while the site runs."""

from django.core.management import BaseCommand, CommandError

from cluster_site.backup.manifest import BackupError
from cluster_site.backup.writing import write_backup
from core.command_paths import path_argument
from desk.privacy.erasure_log import ErasureLogError, create_log


class Command(BaseCommand):
    """Back up the site."""

    help = "Write the database and all files, as they are at this moment, to a new file."

    def add_arguments(self, parser):
        parser.add_argument("path", type=path_argument)
        parser.add_argument(
            "--recipient",
            default="",
            help="encrypt for this recipient: of age (age1…, ssh-…), else of GnuPG",
        )

    def handle(self, *, path, recipient, **options):
        try:
            create_log()
            manifest = write_backup(path, recipient)
        except (BackupError, ErasureLogError) as error:
            raise CommandError(f"{error}\nNothing was backed up.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{sum(manifest.rows.values())} rows of {len(manifest.rows)} tables and "
                f"{len(manifest.files) - 1} files backed up to {path}."
            )
