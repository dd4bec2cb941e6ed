"""Names say what a thing is or does where they are used, and public code has docstrings."""

import ast
import builtins
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from pkgutil import resolve_name

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ["core", "accounts", "desk", "images", "members", "news", "relations", "cluster_site"]
SHARED = {"Command"}  # Django finds management commands by this name
# a model is called what its table is called
TABLES = {("members/models/organisations.py", "Place")}
BARE = {"Kind", "Place", "Page", "Outcome", "Words"}
ROLE = re.compile(r":(?:attr|class|data|func|meth|mod):`~?([\w.]+)`")
RAISES = re.compile(r"\b[Rr]aises? ([A-Z]\w+)")
PARTICIPLES = {"found", "each", "one", "kept", "told", "said", "held", "shown"}


@cache
def modules(app):
    paths = (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return [(path.relative_to(ROOT), ast.parse(path.read_text())) for path in paths]


def public_definitions(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in tree.body if isinstance(node, kinds) and node.name[0] != "_"]


def assigned_names(tree):
    """Yield the name and line of every variable, attribute, parameter, function and renamed import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ExceptHandler, ast.MatchAs)
        ):
            yield node.name or "", node.lineno
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname, node.lineno) for alias in node.names if alias.asname)


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


def docstrings(tree):
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = (node for node in ast.walk(tree) if isinstance(node, kinds))
    return [text for node in nodes if (text := ast.get_docstring(node))]


def exists(name):
    try:
        resolve_name(name)
    except (AttributeError, ImportError):
        return False
    return True


@pytest.mark.parametrize("app", APPS)
def test_docstrings_refer_to_what_exists(app):
    missing = []
    for path, tree in modules(app):
        module = ".".join(path.with_suffix("").parts)
        classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
        scopes = [f"{module}.", *(f"{module}.{name}." for name in classes), ""]
        names = {name for text in docstrings(tree) for name in ROLE.findall(text)}
        missing += [
            f"{path}: {name}"
            for name in sorted(names)
            if not any(exists(f"{scope}{name}") for scope in scopes)
        ]
    assert missing == []


def test_errors_in_docstrings_exist():
    trees = [(path, tree) for app in APPS for path, tree in modules(app)]
    known = set(dir(builtins))
    for _path, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                known.add(node.name)
            elif isinstance(node, ast.ImportFrom):
                known.update(alias.name for alias in node.names)
    missing = [
        f"{path}: {name}"
        for path, tree in trees
        for text in docstrings(tree)
        for name in RAISES.findall(text)
        if name not in known
    ]
    assert missing == []
