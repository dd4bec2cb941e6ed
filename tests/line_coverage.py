"""Print the lines that the tests reach, by package: the second half of ``make coverage``.

Reads what ``coverage run`` wrote, and exits with 1 where a package of ``HELD`` falls below its share.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import PurePath

HELD = (
    "core",
    "members/period_querysets.py",
    "members/querysets.py",
    "news/content",
    "news/publishing",
)
LEAST = 95.0


def main() -> int:
    report = [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"]
    files = json.loads(subprocess.run(report, check=True, stdout=subprocess.PIPE).stdout)["files"]
    shares = shares_by_package({path: file["summary"] for path, file in files.items()})
    for package, share in sorted(shares.items()):
        print(f"{share:5.1f} %  {package}{'  (held)' if package in HELD else ''}")
    below = [package for package in HELD if shares[package] < LEAST]
    if below:
        print(f"Below {LEAST:.0f} % of lines: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


def shares_by_package(summaries: dict[str, dict]) -> dict[str, float]:
    """The share of lines reached in each app, in each folder of an app, and in each package of ``HELD``."""
    lines, reached = Counter(), Counter()
    for path, summary in summaries.items():
        parts = PurePath(path).parts
        packages = {parts[0], "/".join(parts[:2])} if len(parts) > 2 else {parts[0]}
        for package in packages | ({path} & set(HELD)):
            lines[package] += summary["num_statements"]
            reached[package] += summary["covered_lines"]
    return {package: 100 * reached[package] / lines[package] for package in lines if lines[package]}


if __name__ == "__main__":
    sys.exit(main())
