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
MAX_LINES = 400


def module_of(path: Path) -> str:
    """Return the dotted name of a file's module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for top in ("core", "gui") for path in sorted((ROOT / top).rglob("*.py"))}


@cache
def parsed(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(module: str, path: Path) -> Iterator[str]:
    """Yield the dotted names of all that a file imports, in functions and for type checking too."""
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
BASE = ("core.arrays", "core.hyperparameters", "core.words")
ALLOWED = {
    "core.expressions": ("core.expressions", *BASE),
    "core.nn": ("core.nn", "core.expressions", *BASE),
    "core.data": ("core.data", "core.expressions", *BASE),
    "core.training": ("core.training", "core.nn", "core.data", "core.expressions", *BASE),
    "core.analysis": ("core.analysis", "core.training", "core.nn", "core.data", "core.expressions", *BASE),
    "core.arrays": (),
    "core.hyperparameters": ("core.arrays",),
    "core.words": (),
    "core": ("core",),
    "gui.widgets": ("gui.widgets", "gui.theme", "gui.frame", "core"),
    "gui.panels": (
        "gui.panels",
        "gui.widgets",
        "gui.theme",
        "gui.frame",
        "gui.function_frame",
        "gui.session",
        "gui.settings",
        "core",
    ),
    "gui.plots": ("gui.plots", "gui.widgets", "gui.theme", "gui.frame", "gui.function_frame", "gui.settings", "core"),
    "gui.lenses": (
        "gui.lenses",
        "gui.panels",
        "gui.plots",
        "gui.widgets",
        "gui.theme",
        "gui.frame",
        "gui.session",
        "core",
    ),
    "gui": ("gui", "core", "resources"),
}
"""What of our own a package may import; the longest name that fits decides."""
FORBIDDEN_IN_GUI = {
    "gui.lenses": ("gui.main_window", "gui.player"),
    "gui.panels": ("gui.plots", "gui.lenses", "gui.main_window", "gui.player"),
    "gui.plots": ("gui.panels", "gui.lenses", "gui.main_window", "gui.player", "gui.session"),
    "gui.widgets": ("gui.plots", "gui.panels", "gui.lenses", "gui.main_window", "gui.player", "gui.session"),
}


def rule_for(module: str) -> tuple[str, ...]:
    """Return what a module of ours may import of ours."""
    return ALLOWED[max((name for name in ALLOWED if within(module, name)), key=len)]


def forbidden_to(module: str) -> tuple[str, ...]:
    """Return what else a part of the window may not know."""
    return next((names for package, names in FORBIDDEN_IN_GUI.items() if within(module, package)), ())


@pytest.mark.parametrize("module", FILES)
def test_imports_run_one_way(module: str) -> None:
    found = list(imports(module, FILES[module]))
    wrong = [name for name in found if within(name, *OWN) and not within(name, *rule_for(module))]
    wrong += [name for name in found if within(name, *forbidden_to(module))]
    assert not wrong, f"{module} must not import {', '.join(wrong)}"


def test_core_needs_numpy_and_the_standard_library_only() -> None:
    known = {*sys.stdlib_module_names, "numpy", "core"}
    core = [module for module in FILES if within(module, "core")]
    found = [(module, name) for module in core for name in imports(module, FILES[module])]
    assert not [(module, name) for module, name in found if name.split(".")[0] not in known]


def test_core_brings_no_qt_along() -> None:
    names = [name for name in FILES if within(name, "core")]
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    tops = {name.split(".")[0] for name in loaded.stdout.split()}
    assert not tops & {"PySide6", "shiboken6", "pyqtgraph", "contourpy", "gui", "tests"}


def test_every_module_explains_itself() -> None:
    assert not [module for module, path in FILES.items() if not ast.get_docstring(parsed(path))]


def test_no_file_is_too_long() -> None:
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in FILES.items()}
    assert not {module: count for module, count in lines.items() if count > MAX_LINES}, "these want splitting"
