"""A migration runs while the previous release still serves, so it takes nothing away from it in one step.

Expand, migrate, contract: add what is new; write both; take the old away in a later release.
What holds here is django-migration-linter's, for the migrations after those of the baseline.
"""

import pytest
from django.contrib.postgres.operations import NotInTransactionMixin
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.functions import Now
from django_migration_linter.sql_analyser import PostgresqlAnalyser
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements

from core.environment import BASE_DIR

# the last migrations of before this rule
BASELINE = {
    "accounts": "0003",
    "cluster_site": "0009",
    "core": "0001",
    "desk": "0009",
    "images": "0004",
    "members": "0014",
    "news": "0018",
    "relations": "0001",
}
# Migrations that contract: nothing of the release before uses what they take away. Each with its reason.
CONTRACTING: dict[tuple[str, str], str] = {}


def faults(migration, state):
    """Return what the linter has against the SQL of a migration that is applied to ``state``."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    statements = [line for line in editor.collected_sql if not line.startswith("--")]
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, statements)
    return [issue.code for issue in (*errors, *warnings)]


def later_migrations(loader):
    return [
        key
        for key in loader.disk_migrations
        if key[0] in BASELINE and key[1][:4] > BASELINE[key[0]] and key not in CONTRACTING
    ]


def test_no_later_migration_locks_or_drops_in_one_step(db, monkeypatch):
    # the SQL is only collected
    monkeypatch.setattr(NotInTransactionMixin, "_ensure_not_in_transaction", lambda *_args: None)
    loader = MigrationLoader(connection)
    wrong = {
        key: problems
        for key in later_migrations(loader)
        if (problems := faults(loader.get_migration(*key), loader.project_state(key, at_end=False)))
    }
    assert wrong == {}, "Expand, migrate, contract: see docs/operations.md, Several servers"


def test_every_app_with_migrations_has_a_baseline():
    apps = {path.parent.parent.name for path in BASE_DIR.glob("*/migrations/0001_*.py")}
    assert apps == set(BASELINE)


@pytest.fixture
def state():
    """A project with one table, ``core_kelp``."""
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    migrations.CreateModel("Kelp", fields).state_forwards("core", state)
    return state


def index(**how):
    return models.Index(fields=["name"], name="kelp_name", **how)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (migrations.RemoveField("Kelp", "name"), "DROP_COLUMN"),
        (migrations.DeleteModel("Kelp"), "DROP_TABLE"),
        (migrations.RenameField("Kelp", "name", "title"), "RENAME_COLUMN"),
        (migrations.RenameModel("Kelp", "Seaweed"), "RENAME_TABLE"),
        (migrations.AlterField("Kelp", "name", models.IntegerField()), "ALTER_COLUMN"),
        (migrations.AlterField("Kelp", "name", models.TextField(unique=True)), "ADD_UNIQUE"),
        (migrations.AddField("Kelp", "size", models.IntegerField(default=0)), "NOT_NULL"),
        (migrations.AddIndex("Kelp", index()), "CREATE_INDEX"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_locks_or_takes_away_is_refused(db, state, operation, fault):
    migration = migrations.Migration("0099_later", "core")
    migration.operations = [operation]
    assert fault in faults(migration, state)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("Kelp", "size", models.IntegerField(null=True)),
        migrations.AddField("Kelp", "size", models.IntegerField(db_default=0)),
        migrations.AddField("Kelp", "at", models.DateTimeField(db_default=Now())),
        migrations.CreateModel("Weed", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_only_adds_is_taken(db, state, operation):
    migration = migrations.Migration("0099_later", "core")
    migration.operations = [operation]
    assert faults(migration, state) == []
