"""manage.py import_members FILE: import members from a spreadsheet."""

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from core.command_paths import path_argument
from desk.import_export.column_guesses import guess_columns
from desk.import_export.columns import normalize_heading
from desk.import_export.reader import read_spreadsheet
from desk.import_export.run import WRONG, ImportPlan, check_import, run_import
from members.spreadsheets.organisations import MemberResource


class Command(BaseCommand):
    """Import members from a spreadsheet."""

    help = (
        "Import members from a CSV or XLSX file, all of them or none. "
        f"Columns: {', '.join(MemberResource.columns())}."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=path_argument)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=COLUMN",
            help="where a column of the file goes; HEADER= leaves it out. The others are guessed",
        )
        parser.add_argument(
            "--make-words",
            action="store_true",
            help="make the categories and focus areas that are not there yet",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *, file, map, make_words, dry_run, **options):
        try:
            with file.open("rb") as opened:
                table = read_spreadsheet(opened)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {' '.join(error.messages)}") from error
        plan = ImportPlan(_targets(table, map), make_words)
        for place, target in enumerate(plan.targets):
            self.stdout.write(f"{table.column_name(place)} → {target or 'left out'}")
        # disable=None: no progress bar unless the output is a terminal
        with tqdm(total=len(table.lines), desc="Members", leave=False, disable=None) as bar:
            if dry_run:
                outcome = check_import(MemberResource, table, plan, on_progress=bar.update)
            else:
                _done, outcome = run_import(
                    MemberResource,
                    table,
                    plan,
                    by=None,
                    file_name=file.name,
                    on_progress=bar.update,
                )
        self._tell(outcome, dry_run)

    def _tell(self, outcome, dry_run):
        numbers = outcome.numbers
        if numbers[WRONG]:
            wrong = [line for line in outcome.lines if line["kind"] == WRONG]
            lines = [
                f"line {line['line']}: {line['name']}: {' '.join(line['reasons'])}"
                for line in wrong
            ]
            count = f"{len(wrong)} line{'s' if len(wrong) > 1 else ''} wrong"
            raise CommandError("\n".join([*lines, f"Nothing was imported: {count}."]))
        for line in outcome.lines:
            for remark in line["remarks"]:
                self.stdout.write(f"line {line['line']}: {line['name']}: {remark}")
        summary = f"{numbers['new']} new, {numbers['changed']} changed, {numbers['same']} the same."
        self.stdout.write(f"Nothing was written. It would be: {summary}" if dry_run else summary)


def _targets(table, wishes):
    """Return the column for each heading: guessed, unless ``wishes`` say otherwise."""
    targets, columns = guess_columns(MemberResource, table), MemberResource.columns()
    for wish in wishes:
        header, equals, column = wish.rpartition("=")
        places = [
            place
            for place, name in enumerate(table.headers)
            if normalize_heading(name) == normalize_heading(header)
        ]
        if not equals or len(places) != 1:
            raise CommandError(f"--map {wish}: the file has {len(places)} columns called that.")
        if column and column not in columns:
            raise CommandError(f"--map {wish}: the columns are {', '.join(columns)}.")
        targets = [None if column and target == column else target for target in targets]
        targets[places[0]] = column or None
    if not {"slug", *MemberResource.names} & set(targets):
        raise CommandError("No column of the file is a name or a web address. Use --map.")
    return targets
