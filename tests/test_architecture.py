"""The house rules: imports run one way, core knows no Qt, modules explain themselves and stay small."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_LINES, MAX_METHODS = 400, 25


def module_of(path: Path) -> str:
    """Return the dotted name of a file's module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for top in ("core", "gui") for path in sorted((ROOT / top).rglob("*.py"))}


@cache
def parsed(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(module: str, path: Path) -> tuple[str, ...]:
    """Return the dotted names of all that a file imports, in functions and for type checking too."""
    return tuple(_imports(module, path))


def _imports(module: str, path: Path) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(name: str, *packages: str) -> bool:
    """Tell whether ``name`` is one of ``packages`` or something in it."""
    return any(name == package or name.startswith(package + ".") for package in packages)


OWN = ("core", "gui", "tests", "resources")
FLOORS: tuple[tuple[str, ...], ...] = (
    (
        "core.arrays",
        "core.differences",
        "core.patterns",
        "core.ranges",
        "core.values",
        "core.version",
        "core.words",
        "core.work",
    ),
    ("core.hyperparameters",),
    ("core.expressions",),
    ("core.nn", "core.data"),
    ("core.training.passes",),
    ("core.training.loading", "core.training.optimizers", "core.training.schedules", "core.training.snapshot"),
    ("core.training.experiment",),
    ("core.training.problem",),
    ("core.training.fast",),
    ("core.training",),
    ("core.functions", "core.analysis"),
    ("core.questions",),
    ("core.exchange",),
    ("core.course",),
    ("gui.frames",),
    ("gui.widgets", "gui.session"),
    ("gui.plots", "gui.panels"),
    ("gui.lenses", "gui.function_lab"),
    ("gui.files", "gui.stage"),
    ("gui.share",),
    ("gui.course",),
    ("gui.shell",),
    ("gui.headless",),
    ("gui.headless_table",),
    ("gui.headless_lessons",),
    ("gui.arguments",),
    ("gui.app",),
    ("gui.__main__", "gui.launcher"),
)
"""The rooms of the house, from the ground up. A room knows those on lower floors, and none beside it."""
PURE = ("markdown_it", "mdit_py_plugins", "latex2mathml")
"""Small libraries without compiled parts that core needs; the README's table says what for."""
STILL: set[tuple[str, str]] = set()
"""Imports that go up or sideways for now: this list only ever gets shorter."""


@cache
def floor_of(module: str) -> tuple[int, str]:
    """Return on which floor a module is, and in which room."""
    found = [(floor, room) for floor, rooms in enumerate(FLOORS) for room in rooms if within(module, room)]
    return found[0] if found else (-1, module)


@cache
def resolved(name: str) -> str:
    """Return the module that an imported name is, or is in; empty if it is not one of ours."""
    while name and name not in FILES:
        name = name.rpartition(".")[0]
    return name


def wrong_imports(module: str) -> set[str]:
    """Return what of our own a module imports from its own floor's other rooms, or from above."""
    floor, room = floor_of(module)
    wrong = {name for name in imports(module, FILES[module]) if within(name, "tests")}
    for name in map(resolved, imports(module, FILES[module])):
        above, other = floor_of(name)
        if name and (above > floor or (above == floor and other != room)):
            wrong.add(name)
    return wrong


@pytest.mark.parametrize("package", sorted({module.rpartition(".")[0] for module in FILES}))
def test_imports_run_one_way(package: str) -> None:
    inside = [module for module in FILES if module.rpartition(".")[0] == package]
    assert {(module, name) for module in inside for name in wrong_imports(module)} == {
        (who, name) for who, name in STILL if who in inside
    }


WALLS = {
    "no plot knows another": ("gui.plots", "gui.plots", ("gui.plots.parts",)),
    "plots know no session": ("gui.plots", "gui.session", ()),
    "panels know no session": ("gui.panels", "gui.session", ()),
    "widgets know no plot": ("gui.widgets", "gui.plots", ()),
}
"""Rooms, what they may not know, and what of that they may."""
COMPOSERS = {"gui.plots.answers", "gui.plots.catalogue"}
"""Who puts plots together."""
ONE_DOOR = ("gui.widgets.diagram",)
"""Families of modules of which others know the package alone."""


@pytest.mark.parametrize("wall", WALLS)
def test_walls_within_floors(wall: str) -> None:
    room, other, but = WALLS[wall]
    modules = [module for module in FILES if within(module, room) and module not in COMPOSERS]
    known = [(module, name) for module in modules for name in map(resolved, imports(module, FILES[module]))]
    assert not [(module, name) for module, name in known if within(name, other) and not within(name, *but)]


@pytest.mark.parametrize("family", ONE_DOOR)
def test_families_have_one_door(family: str) -> None:
    outside = [module for module in FILES if not within(module, family)]
    known = [(module, name) for module in outside for name in map(resolved, imports(module, FILES[module]))]
    assert not [(module, name) for module, name in known if within(name, family) and name != family]


FRIENDS = ("Changes", "Edits", "Hand", "Looking", "Racing", "Rows", "Travel")
"""The session's helpers: they share its state, not each other."""


@pytest.mark.parametrize("friend", FRIENDS)
def test_only_the_session_puts_its_helpers_together(friend: str) -> None:
    inside = [module for module in FILES if within(module, "gui.session")]
    knowing = [module for module in inside for name in imports(module, FILES[module]) if name.endswith(f".{friend}")]
    assert knowing == ["gui.session.session"]


def test_every_module_is_in_a_room() -> None:
    outside = [module for module in FILES if floor_of(module)[0] < 0]
    assert set(outside) == {"core", "gui"}


def knows() -> dict[str, set[str]]:
    """Return which modules each of ours imports, for type checking too; a package is what its ``__init__`` imports."""
    return {
        module: {resolved(name) for name in imports(module, path) if resolved(name)} - {module}
        for module, path in FILES.items()
    }


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the groups of modules that import each other, by taking away what imports nothing that is left."""
    left = {module: set(names) for module, names in graph.items()}
    while True:
        ends = {module for module, names in left.items() if not names & left.keys()}
        if not ends:
            break
        left = {module: names for module, names in left.items() if module not in ends}
    reach = {module: _reached(left, module) for module in left}
    found = {frozenset(other for other in reach[module] if module in reach[other]) for module in left}
    return [set(group) for group in found if group]


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Return all that can be got to from ``start``."""
    found: set[str] = set()
    new = graph[start] & graph.keys()
    while new:
        found |= new
        new = {name for module in new for name in graph[module] & graph.keys()} - found
    return found


def test_no_imports_go_round_in_circles() -> None:
    assert not circles(knows())


def test_only_training_analysis_and_the_faults_know_the_fast_path() -> None:
    knowing = {module for module, names in knows().items() if any(within(name, "core.training.fast") for name in names)}
    assert not {
        module for module in knowing if not within(module, "core.training", "core.analysis", "core.course.faults")
    }


def test_core_needs_numpy_and_small_pure_libraries_only() -> None:
    known = {*sys.stdlib_module_names, "numpy", "core", *PURE}
    core = [module for module in FILES if within(module, "core")]
    found = [(module, name) for module in core for name in imports(module, FILES[module])]
    assert not [(module, name) for module, name in found if name.split(".")[0] not in known]


@pytest.mark.slow
def test_core_brings_no_qt_along() -> None:
    names = [name for name in FILES if within(name, "core")]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    tops = {name.split(".")[0] for name in loaded.stdout.split()}
    assert not tops & {"PySide6", "shiboken6", "pyqtgraph", "contourpy", "gui", "tests"}


def test_home_needs_no_numpy() -> None:
    code = "import sys, gui.shell.front, gui.course.home\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert not {"numpy", "pyqtgraph"} & set(loaded.stdout.split()), "it is seen before anything large is imported"


def test_frozen_classes_are_made_quickly() -> None:
    slots = "slots=True"  # which our own has not
    made = [module for module in FILES if "dataclasses.dataclass" in imports(module, FILES[module])]
    frozen = [module for module in made if "@dataclass(frozen=True" in FILES[module].read_text(encoding="utf-8")]
    assert not [module for module in frozen if slots not in FILES[module].read_text(encoding="utf-8")], "by core.values"


def test_every_module_explains_itself() -> None:
    assert not [module for module, path in FILES.items() if not ast.get_docstring(parsed(path))]


def test_no_file_is_too_long() -> None:
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in FILES.items()}
    assert not {module: count for module, count in lines.items() if count > MAX_LINES}, "these want splitting"


LARGE: dict[str, int] = {}
"""Classes with more methods than they should have, and how many: this list, too, only ever gets shorter."""


def methods_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each class of a file with how many methods it has: properties, slots and event handlers are such."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef):
            names = {each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
            yield node.name, len(names)


@pytest.mark.slow
def test_no_class_has_too_many_methods() -> None:
    counts = {name: count for path in FILES.values() for name, count in methods_of(path)}
    large = {name: count for name, count in counts.items() if count > MAX_METHODS}
    assert large == LARGE, "these want a friend of their own, or have got one: take it off the list"


def kinds_of(tree: ast.Module) -> Iterator[str]:
    """Yield the names of a file's classes, and those that it gives to kinds of values: aliases, type variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        yield from (name for name in names if name[0].isupper() and not name.isupper())


def test_aliases_and_type_variables_are_found() -> None:
    code = "class A: pass\nPair = tuple[int, int]\nThing = TypeVar('Thing')\nWay: TypeAlias = str\nMAX = 3"
    assert [*kinds_of(ast.parse(code))] == ["A", "Pair", "Thing", "Way"]


@pytest.mark.slow
def test_no_kind_has_the_name_of_another() -> None:
    files = [*FILES.values(), *(ROOT / "tests").rglob("*.py")]
    places: dict[str, list[str]] = {}
    for path in files:
        for name in kinds_of(parsed(path)):
            places.setdefault(name, []).append(module_of(path))
    assert not {name: modules for name, modules in places.items() if len(modules) > 1}
