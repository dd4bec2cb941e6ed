"""An import only points down (DESIGN 3), and none hides inside a function."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# from the top floor down
FLOORS = ["cluster_site", "news", "members", "images", "desk", "accounts", "core"]


def modules(floor):
    return [path for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts]


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").partition(".")[0]]
    return []


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_from_floors_below(floor):
    above = set(FLOORS[: FLOORS.index(floor)])
    upward = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(floor)
        for node in ast.walk(ast.parse(path.read_text()))
        for name in imported(node)
        if name in above
    ]
    assert upward == []


@pytest.mark.parametrize("floor", FLOORS)
def test_no_function_imports_inside_itself(floor):
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in modules(floor)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if imported(inner)
    ]
    assert hidden == []
