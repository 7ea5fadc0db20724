"""The program in a process of its own, with something in it that goes wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

START = (
    "import signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
)
"""Ctrl+C is served, also where the tests run behind a terminal that has taken it from them."""
MAIN = "from gui.app import main\nsys.exit(main(sys.argv[1:]))\n"
OPENED = """
import gui.shell.opening as opening
open_window = opening.open_window
def open_and_tell(*given):
    window = open_window(*given)
    window.player.still.connect(lambda: print("still", flush=True))
    return window
opening.open_window = open_and_tell
"""
"""Tells when the window stands there complete."""


def begin(home: Path, *arguments: str, before: str = "", **environment: str) -> subprocess.Popen[str]:
    """Start the program without a display; what ``before`` says is done first."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    given |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.getcwd(), **environment}
    command = [sys.executable, "-c", START + before + MAIN, *arguments]
    return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def log_of(home: Path) -> str:
    """Return what the log says."""
    file = home / ".local" / "state" / "Chalkgrad" / "chalkgrad.log"
    return file.read_text() if file.exists() else ""
