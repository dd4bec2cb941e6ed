"""manage.py import_content PATH: bring a content package into the database."""

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from cluster_site.packages.importing import import_package, make_page_renditions
from cluster_site.packages.problems import PackageError
from core.command_paths import path_argument


class Command(BaseCommand):
    """Import a content package."""

    help = "Import a content package: a .json file, a folder or a .zip of that folder."

    def add_arguments(self, parser):
        parser.add_argument("path", type=path_argument)

    def handle(self, *, path, **options):
        try:
            # disable=None: a bar only where somebody is looking
            with tqdm(desc="Importing", unit="", leave=False, disable=None) as progress:
                imported = import_package(path, progress)
        except PackageError as error:
            count = len(error.lines)
            lines = "\n".join(error.lines)
            raise CommandError(
                f"{lines}\nNothing was imported: {count} error{'s' if count > 1 else ''}."
            ) from error
        for line in imported.warnings:
            self.stderr.write(f"warning: {line}")
        try:
            make_page_renditions(imported.pictures)
        except OSError as error:
            self.stderr.write(f"warning: not all pictures were made ready: {error}")
        if options["verbosity"]:
            self.stdout.write(
                f"{imported.articles} articles imported, {imported.editions} new editions."
            )
