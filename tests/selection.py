"""``--within SECONDS``: as many tests as take about so long, for the loop of whoever develops.

First come the tests of what was changed since main and those that failed last, then all others,
each time from the quickest on. Each run keeps how long its tests took in pytest's cache; what never
ran is taken first.
"""

import ast
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SECONDS = "tests/seconds"


def pytest_addoption(parser):
    parser.addoption("--within", type=float, metavar="SECONDS", help="run what takes about so long")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Stopwatch(config))


class Stopwatch:
    """Keep what each test took, and print how many were left out."""

    def __init__(self, config):
        self.config, self.seconds, self.left_out = config, {}, 0

    def pytest_runtest_logreport(self, report):
        before = 0 if report.when == "setup" else self.seconds.get(report.nodeid, 0)
        self.seconds[report.nodeid] = before + report.duration

    def pytest_sessionfinish(self):
        cache = getattr(self.config, "cache", None)
        if cache is None:  # -p no:cacheprovider
            return
        rounded = {test: round(seconds, 3) for test, seconds in self.seconds.items()}
        cache.set(SECONDS, {**cache.get(SECONDS, {}), **rounded})

    @pytest.hookimpl(optionalhook=True)  # of pytest-xdist
    def pytest_testnodedown(self, node):
        self.left_out = getattr(node, "workeroutput", {}).get("left_out", 0)

    def pytest_terminal_summary(self, terminalreporter):
        if self.left_out:
            terminalreporter.write_line(
                f"{self.left_out} tests were left out: --within {self.config.option.within:g}"
            )


@pytest.hookimpl(trylast=True)  # after the markers have chosen
def pytest_collection_modifyitems(config, items):
    if (seconds := config.getoption("within")) is None:
        return
    files = find_tests_of({item.path for item in items}, changed_files())
    failed = config.cache.get("cache/lastfailed", {})
    worker = getattr(config, "workerinput", {"workercount": 1})
    chosen = choose(
        [item.nodeid for item in items],
        urgent={item.nodeid for item in items if item.path in files or item.nodeid in failed},
        known=config.cache.get(SECONDS, {}),
        seconds=seconds * worker["workercount"],
    )
    left_out = [item for item in items if item.nodeid not in chosen]
    items[:] = [item for item in items if item.nodeid in chosen]
    config.hook.pytest_deselected(items=left_out)
    if "workerid" in worker:
        config.workeroutput["left_out"] = len(left_out)


def choose(tests, *, urgent, known, seconds) -> set[str]:
    """Return as many of the tests as take ``seconds``, where ``known`` has what each took before."""
    chosen = set()
    for test in sorted(tests, key=lambda test: (test not in urgent, known.get(test, 0))):
        if known.get(test, 0) <= seconds:
            seconds -= known.get(test, 0)
            chosen.add(test)
    return chosen


def changed_files() -> set[Path]:
    """Return the files that differ from main as it was when the branch left it, and the new ones."""
    changed = _git("diff", "--name-only", "--merge-base", "origin/main")
    if changed is None:  # no such branch
        changed = _git("diff", "--name-only", "HEAD") or []
    new = _git("ls-files", "--others", "--exclude-standard") or []
    return {PROJECT / name for name in changed + new}


def _git(*arguments) -> list[str] | None:
    command = ["git", *arguments, "-z"]
    try:
        answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    except OSError:  # no git
        return None
    return answer.stdout.split("\0")[:-1] if answer.returncode == 0 else None


def find_tests_of(test_files, changed) -> set[Path]:
    """Return the test files that were changed, import a changed module, or name another changed file."""
    modules = {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
        for path in changed
        if path.suffix == ".py"
    }
    others = {path.name for path in changed if path.suffix not in ("", ".py")}
    if not changed:
        return set()
    return {path for path in test_files if path in changed or _uses(path, modules, others)}


def _uses(path, modules, names) -> bool:
    text = path.read_text()
    if any(name in text for name in names):
        return True
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return not imported.isdisjoint(modules)
