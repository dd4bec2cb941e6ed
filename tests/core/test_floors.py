"""An import only points down (DESIGN 3), and none hides inside a function."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# from the top floor down
FLOORS = ["cluster_site", "relations", "news", "members", "images", "desk", "accounts", "core"]


@cache
def modules(floor):
    return [path for path in (ROOT / floor).rglob("*.py") if "migrations" not in path.parts]


@cache
def imports(floor) -> list[tuple[Path, str]]:
    """Return each import on a floor as its file and the full name of what it imports."""
    return [
        (path, name)
        for path in modules(floor)
        for node in ast.walk(ast.parse(path.read_text()))
        for name in [*imported(node), *filter(None, [named_module(node)])]
    ]


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module or ''}.{alias.name}" for alias in node.names]
    return []


def named_module(node) -> str:
    """Return the name in a call such as import_module("news.admin"), which imports all the same."""
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        function = ast.unparse(node.func).rpartition(".")[2]
        if function in {"import_module", "import_string", "import_when_used", "__import__"}:
            return str(node.args[0].value)
    return ""


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_from_floors_below(floor):
    above = set(FLOORS[: FLOORS.index(floor)])
    upward = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, name in imports(floor)
        if name.partition(".")[0] in above
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


def test_no_import_is_relative():
    """Otherwise these tests do not see whether it points down."""
    relative = [
        str(path.relative_to(ROOT))
        for floor in FLOORS
        for path in modules(floor)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


# The folders of an app, from the top floor down; those of one floor know nothing of each other.
# Modules beside the folders (admin.py, apps.py) put them together and may import all of them; a folder
# that imports such a module imports by it what that one does.
FOLDERS = {
    "desk": [
        ("records",),
        ("accounts", "autosave", "files"),
        ("import_export", "privacy"),
        ("tasks",),
        ("calendar", "merging", "trash"),
        ("activity", "history"),
        ("dashboard", "models", "templatetags", "toolkit"),
    ],
    "news": [
        ("admin",),
        ("board_changes", "public", "templatetags"),
        ("publishing",),
        ("review",),
        ("content",),
        ("models",),
        ("blocks",),
    ],
}


def imports_of_folders(app):
    """Yield each import within ``app`` as its file, its own folder, and the folder that it reaches."""
    for path, name in imports(app):
        folder = path.relative_to(ROOT / app).parts[0]
        for other in folders_reached(app, name):
            if other != folder:
                yield path, folder, other


@cache
def folders_reached(app, name) -> set[str]:
    """Return the folder of ``app`` that an import names, or those that a module beside the folders imports."""
    names = name.split(".")
    if names[0] != app or len(names) < 2:
        return set()
    if (ROOT / app / names[1]).is_dir():
        return {names[1]}
    beside = ROOT / app / f"{names[1]}.py"
    own = [other for path, other in imports(app) if path == beside]
    return {folder for other in own for folder in folders_reached(app, other)}


@pytest.mark.parametrize("app", FOLDERS)
def test_every_folder_has_a_floor(app):
    folders = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
    on_floors = {folder for floor in FOLDERS[app] for folder in floor}
    assert folders - {"management", "migrations"} - on_floors == set()


@pytest.mark.parametrize("app", FOLDERS)
def test_a_folder_imports_only_from_floors_below(app):
    floor_of = {folder: number for number, floor in enumerate(FOLDERS[app]) for folder in floor}
    upward = [
        f"{path.relative_to(ROOT)} imports {app}.{other}"
        for path, folder, other in imports_of_folders(app)
        if folder in floor_of and floor_of.get(other, -1) <= floor_of[folder]
    ]
    assert upward == []


@pytest.mark.parametrize(
    "folder",
    sorted(
        path.parent
        for app in FOLDERS
        for path in (ROOT / app).rglob("__init__.py")
        if "Others import:" in path.read_text()
    ),
    ids=lambda folder: ".".join(folder.relative_to(ROOT).parts),
)
def test_others_import_what_the_face_of_a_folder_names(folder):
    """The docstring of ``__init__`` says which modules are for others; the rest is the folder's own."""
    face = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
    offered = set(re.findall(r"``(\w+)``", face.partition("Others import:")[2]))
    package = ".".join(folder.relative_to(ROOT).parts)
    taken = {
        name.removeprefix(f"{package}.").partition(".")[0]
        for floor in FLOORS
        for path, name in imports(floor)
        if folder not in path.parents and name.startswith(f"{package}.")
    }
    assert taken == offered
