"""manage.py export_content PATH: write everything as a content package."""

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from cluster_site.packages.exporting.package import export_package
from cluster_site.packages.problems import PackageError
from core.command_paths import path_argument


class Command(BaseCommand):
    """Export all content as a package."""

    help = "Export all content to a new folder, a .zip of it, or (without pictures) a .json file."

    def add_arguments(self, parser):
        parser.add_argument("path", type=path_argument)

    def handle(self, *, path, **options):
        try:
            # disable=None: a bar only where somebody is looking
            with tqdm(desc="Exporting", unit=" articles", leave=False, disable=None) as progress:
                exported = export_package(path, progress)
        except PackageError as error:
            lines = "\n".join(error.lines)
            raise CommandError(f"{lines}\nNothing was exported.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{exported.articles} articles, {exported.pictures} pictures and "
                f"{exported.files} files exported to {path}."
            )
