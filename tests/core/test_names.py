"""Names say what a thing is or does where they are used, and public code has docstrings."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ["core", "accounts", "desk", "images", "members", "news", "cluster_site"]
SHARED = {"Command"}  # Django finds management commands by this name
# a model is called what its table is called
TABLES = {("members/models/organisations.py", "Place")}
BARE = {"Kind", "Place", "Page", "Outcome", "Words"}
PARTICIPLES = {"found", "each", "one", "kept", "told", "said", "held", "shown"}


def modules(app):
    paths = (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return [(path.relative_to(ROOT), ast.parse(path.read_text())) for path in paths]


def public_definitions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in tree.body if isinstance(node, kinds) and node.name[0] != "_"]


def assigned_names(tree):
    """Yield the name and line of every variable, parameter and function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.FunctionDef):
            yield node.name, node.lineno


@pytest.mark.parametrize("app", APPS)
def test_no_two_public_definitions_of_an_app_share_a_name(app):
    places = defaultdict(list)
    for path, tree in modules(app):
        for node in public_definitions(tree):
            if node.name not in SHARED:
                places[node.name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("app", APPS)
def test_no_class_has_a_bare_name(app):
    bare = [
        f"{path}: {node.name}"
        for path, tree in modules(app)
        for node in public_definitions(tree)
        if node.name in BARE and (str(path), node.name) not in TABLES
    ]
    assert bare == []


@pytest.mark.parametrize("app", APPS)
def test_no_variable_is_a_participle(app):
    participles = [
        f"{path}:{line} {name}"
        for path, tree in modules(app)
        for name, line in assigned_names(tree)
        if name in PARTICIPLES
    ]
    assert participles == []


@pytest.mark.parametrize("app", APPS)
def test_public_functions_and_classes_have_docstrings(app):
    undocumented = [
        f"{path}: {node.name}"
        for path, tree in modules(app)
        for node in public_definitions(tree)
        if not ast.get_docstring(node)
    ]
    assert undocumented == []
