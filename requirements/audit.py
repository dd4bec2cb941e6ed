"""Compare the locks with known vulnerabilities: ``make audit ADVISORIES=all.zip``.

The file is OSV's export of the advisories for PyPI, one JSON record each in a zip archive
(CONTRIBUTING.md says where from). Reads nothing from the network, so it runs wherever that file can
be brought. Exits with 1 where a locked version is affected.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

FOLDER = Path(__file__).parent
PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ \\;]+)")


def locked_versions(folder: Path = FOLDER) -> dict[str, set[str]]:
    """Return the versions that the locks name, by normalised name of the package."""
    versions: dict[str, set[str]] = {}
    for lock in folder.glob("*.txt"):
        for name, version in PINNED.findall(lock.read_text()):
            versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


def read_advisories(archive: Path) -> Iterator[dict]:
    with ZipFile(archive) as records:
        for name in records.namelist():
            if name.endswith(".json"):
                yield json.loads(records.read(name))


def vulnerabilities(locked: dict[str, set[str]], advisories) -> Iterator[str]:
    """Return a line for each advisory that affects a locked version."""
    for advisory in advisories:
        if "withdrawn" in advisory:
            continue
        for affected in advisory.get("affected", ()):
            name = canonicalize_name(affected["package"]["name"])
            for version in sorted(locked.get(name, ())):
                if is_affected(version, affected):
                    summary = advisory.get("summary") or advisory.get("details", "")
                    yield f"{name} {version}  {advisory['id']}  {summary.splitlines()[0][:100] if summary else ''}"


def is_affected(version: str, affected: dict) -> bool:
    """Return whether a version is listed, or lies in one of the ranges of the ecosystem."""
    if version in affected.get("versions", ()):
        return True
    ranges = (each for each in affected.get("ranges", ()) if each["type"] == "ECOSYSTEM")
    return any(is_in_range(Version(version), each["events"]) for each in ranges)


def is_in_range(version: Version, events: list[dict]) -> bool:
    """Apply a range's events in the order of their versions, as the OSV schema defines them."""
    inside = False
    for kind, bound in sorted(((*event.items(),)[0] for event in events), key=_order):
        if kind == "last_affected":
            inside = inside and version <= _version(bound)
        elif version >= _version(bound):
            inside = kind == "introduced"
    return inside


def _order(event: tuple[str, str]) -> Version:
    return _version(event[1])


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:  # a few old advisories write "0.9-dev-r1"
        return Version(re.match(r"[0-9.]*[0-9]", text)[0])


def main(archive: str) -> int:
    locked = locked_versions()
    lines = sorted(set(vulnerabilities(locked, read_advisories(Path(archive)))))
    print("\n".join(lines) or f"None of {len(locked)} locked packages has a known vulnerability.")
    return 1 if lines else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make audit ADVISORIES=all.zip; see requirements/audit.py")
    sys.exit(main(sys.argv[1]))
