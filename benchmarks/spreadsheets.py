"""How long a list of 722 organisations takes to check and to import, and in how much memory.

In a process of its own, whose memory is nobody else's: ``make bench-desk`` runs it after the others.
"""

import io
import resource
import time
from pathlib import Path

from benchmarks.environment import scratch_database  # isort: split

from desk.import_export.column_guesses import guess_columns
from desk.import_export.reader import read_spreadsheet
from desk.import_export.run import ImportPlan, check_import, run_import
from members.spreadsheets.organisations import MemberResource

LIST = Path(__file__).resolve().parents[2] / "shared/fixtures/members/cncf-landscape.csv"
CATEGORY = "CNCF Members"


def main() -> None:
    if not LIST.exists():
        print(f"spreadsheets: no {LIST}")
        return
    with scratch_database():
        first, *lines = LIST.read_bytes().splitlines(keepends=True)
        wanted = [line for line in lines if line.startswith(CATEGORY.encode())]
        table = read_spreadsheet(io.BytesIO(b"".join([first, *wanted])))
        plan = ImportPlan(guess_columns(MemberResource, table), make_words=True)
        acts = {
            "dry run": lambda: check_import(MemberResource, table, plan),
            "import": lambda: run_import(MemberResource, table, plan, by=None, file_name="")[1],
            "the same again": lambda: check_import(MemberResource, table, plan),
        }
        print(f"{len(table.lines)} organisations from a spreadsheet")
        for name, act in acts.items():
            start = time.perf_counter()
            numbers = act().numbers
            print(f"{name:24} {time.perf_counter() - start:7.2f} s   {numbers}")
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{'memory':24} {most:7} MB, all of the process")


if __name__ == "__main__":
    main()
