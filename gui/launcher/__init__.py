"""Chalkgrad: importing this package makes its ``core`` importable, wherever it is installed.

The package that is built is this one, and ``core``, ``gui`` and ``resources`` lie beneath it, where no other package's
``core`` can overwrite them. All code calls them by their own names, so the folder that holds them is searched first.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

ROOMS = ("core", "gui", "resources")
HERE = Path(__file__).resolve().parent
HOUSE = next(place for place in (HERE, *map(Path, sys.path)) if (place / "resources" / "glossary.toml").is_file())
"""The folder of core, gui and resources: this one, or a checkout that is installed as editable."""


class OneName:
    """Refuses ``chalkgrad.core``: it would be a second copy, whose classes are not those of ``core``."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return nothing, so that others look; of a second name, say the first."""
        package, _, room = name.rpartition(".")
        if package == __name__ and room in ROOMS:
            raise ModuleNotFoundError(f"Write “import chalkgrad”, then “import {room}”; there is no {name}.")
        return None


for room in ROOMS:
    if room in sys.modules:
        taken = getattr(sys.modules[room], "__file__", None)
        if taken is None or HOUSE.resolve() not in Path(taken).resolve().parents:
            raise ImportError(f"Another package named {room} is imported already, {taken}. Import chalkgrad before it.")
sys.path.insert(0, str(HOUSE))
sys.meta_path.insert(0, OneName)

from core.version import VERSION  # noqa: E402

__version__ = VERSION


def main() -> int:
    """Run the command ``chalkgrad``; return its exit code."""
    from gui.app import main

    return main()
