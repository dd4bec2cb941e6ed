"""The files for deploying are right by their own tools; images cannot be pulled here, so none is started."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cluster_site.guide import PAGES, PICTURES, TRANSLATIONS
from core.environment import BASE_DIR

TOOLS = Path(sys.executable).parent
UNITS = sorted((BASE_DIR / "deploy/systemd").iterdir())


def run(*command):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd=BASE_DIR
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def text(name):
    return (BASE_DIR / name).read_text()


@pytest.mark.slow
def test_hadolint_finds_nothing_in_the_dockerfile():
    assert run(TOOLS / "hadolint", "--failure-threshold=info", "Dockerfile") == ""


@pytest.mark.slow
def test_compose_lint_finds_nothing_severe_in_the_compose_file():
    run(TOOLS / "compose-lint", "check", "--fail-on", "high", "compose.yaml")


def test_the_image_runs_without_rights_and_holds_no_secret():
    dockerfile = text("Dockerfile")
    assert re.findall(r"^USER (\S+)$", dockerfile, re.M) == ["10001:10001"]
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.M)) == {"python:3.13-slim-trixie"}
    assert {".env", ".git", ".local", "backups"} <= set(text(".dockerignore").split())


def test_the_image_holds_every_page_and_picture_of_the_guide():
    files = [
        *PICTURES,
        *(f"{page}.md" for page in (*PAGES, *(f"nb/{page}" for page in TRANSLATIONS))),
    ]
    paths = [Path("docs", file) for file in files]
    assert all((BASE_DIR / path).exists() for path in paths)
    left_out = [
        (path, pattern)
        for path in paths
        for pattern in text(".dockerignore").split()
        if any(part.match(pattern) for part in (path, *path.parents))
    ]
    assert not left_out


def test_every_container_has_a_read_only_file_system_and_no_rights_to_spare():
    services = yaml.safe_load(text("compose.yaml"))["services"]
    assert set(services) == {"migrate", "site", "due", "database", "cache", "proxy"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert name == "proxy" or not service.get("ports"), name


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(unit, tmp_path):
    for path in UNITS:  # a timer is verified together with its service
        program = re.sub(r"/srv/cluster/site/\.venv/bin/\w+", "/bin/true", path.read_text())
        (tmp_path / path.name).write_text(program)
    output = run("systemd-analyze", "verify", "--man=no", tmp_path / unit.name)
    assert unit.name not in output


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_takes_its_file(tmp_path):
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} "
        f"http {{ access_log off; include {BASE_DIR}/deploy/nginx.conf; }}"
    )
    run("nginx", "-t", "-e", tmp_path / "log", "-c", tmp_path / "nginx.conf")


def test_the_account_of_the_site_may_write_to_its_uploads_backups_and_static_files_alone():
    install = text("docs/operations.md").partition("## Install")[2].partition("\n## ")[0]
    assert "adduser --system --group --no-create-home " in install
    for line in re.findall(r"install [^&\n]*-o cluster[^&\n]*", install):
        folders = re.findall(r"/srv/cluster/(\w+)", line)
        assert folders == ["media", "static", "backups"], line
    assert not re.search(r"\bchown\b", install)
    for unit in UNITS:
        if unit.suffix == ".service":
            (writable,) = re.findall(r"^ReadWritePaths=(.+)$", unit.read_text(), re.M)
            assert writable == "/srv/cluster/media /srv/cluster/backups", unit


def test_proxies_take_a_picture_and_say_who_asks():
    for name in ("deploy/nginx.conf", "deploy/Caddyfile"):
        assert re.search(r"60m", text(name), re.I), name
        assert "X-Forwarded-For" in text(name), name
    # behind a CDN, which the operator names, the visitor's address and not the CDN's
    assert "{client_ip}" in text("deploy/Caddyfile")
    assert "set_real_ip_from" in text("deploy/nginx.conf")
