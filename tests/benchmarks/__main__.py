"""Measure everything, print one table, and write it into the README, section *How fast*.

    python -m tests.benchmarks [NAME ...]

With names, only those parts, e.g. ``start window``, and the README stays as it is. Each part is a process of its own.
"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PySide6 import __version__ as pyside

from tests.benchmarks.figures import JSON, Figure, read

PARTS = {
    "speed": "A step of training, and the regions, as many times as fast as …",
    "race": "Four runs that race, beside one",
    "window": "The window, 1920 × 1080, all plots visible",
    "stage": "The stage, 1920 × 1080, two views",
    "surfaces": "Loss surfaces",
    "time_travel": "Through time in a run of 100,000 iterations",
    "start": "The start, in times of a bare window with three empty plots",
    "large_data": "A million rows",
    "taking": "Taking a table of a million rows",
    "formulas": "Random formulas",
    "long_run": "A million iterations of the engine",
    "sitting": "A million iterations in the window",
}
README = Path(__file__).parents[2] / "README.md"
TABLE = re.compile(r"(?<=<!-- figures -->\n).*(?=<!-- end of figures -->)", re.DOTALL)


def measured(part: str) -> Iterator[Figure]:
    """Let a part measure, and return its figures as they come."""
    command = [sys.executable, "-m", f"tests.benchmarks.{part}", JSON]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield from (read(line) for line in process.stdout if line.startswith("{"))


def machine() -> str:
    """Return on what was measured."""
    told = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", told.read_text()) if told.exists() else [platform.processor()]
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, PySide6 {pyside}"
    return f"{len(names)} × {names[0]}, {versions}, {datetime.now(UTC):%Y-%m-%d}"


def main() -> None:
    """Measure, print and write."""
    wanted, rows = sys.argv[1:] or list(PARTS), list[str]()
    for part in wanted:
        print(f"\n{PARTS[part]}", flush=True)
        rows += [f"| **{PARTS[part]}** | goal | figure | least–most |"]
        for figure in measured(part):
            print(f"  {figure.line()}", flush=True)
            rows.append(figure.row())
    if not sys.argv[1:]:
        head = f"Measured on {machine()}. In bold: short of its goal.\n\n| | | | |\n|---|---|---|---|\n"
        text = README.read_text(encoding="utf-8")
        README.write_text(TABLE.sub(lambda _: "\n".join([f"{head}{rows[0]}", *rows[1:], ""]), text), encoding="utf-8")


if __name__ == "__main__":
    main()
