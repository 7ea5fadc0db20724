"""The command line: opens the window, takes a screenshot, or trains without any window."""

from __future__ import annotations

import argparse
import builtins
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.words import unmarked
from gui.arguments import contradiction, is_table, joined, parser, shows_desk, trained_to

if TYPE_CHECKING:
    from core.exchange.scenes import Scene
    from gui.shell.main_window import MainWindow

UNWRITTEN = 1
SHOWN = (
    "Only the first {shown:,} of the {of:,} examples of the batch are written out: sums over these alone differ from "
    "the losses and gradients, which are of all."
)
USAGE_ERROR = 2
INTERRUPTED = 130
"""As a shell tells of Ctrl+C: 128 and SIGINT."""
READER_GONE = 141
"""As a shell tells that a program has ended since nobody reads what it writes: 128 and SIGPIPE."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return the exit code. What the terminal cannot show is escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            return _run(parser().parse_args(list(joined(sys.argv[1:] if arguments is None else arguments))))
        finally:
            _flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _end_with_the_reader()
    except OSError as error:
        if error.filename is not None:  # a file, not what is printed
            raise
        return _end_unwritten(error)


def _flush() -> None:
    """Write what is waiting, so that a reader that is gone is noticed here, and not while Python ends."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _end_unwritten(error: OSError) -> int:
    """Say why the output cannot be written, as on a full disk, and return the exit code."""
    with suppress(OSError):
        _refuse(f"The output cannot be written: {error.strerror or error}.")
    _write_no_more()
    return UNWRITTEN


def _end_with_the_reader() -> int:
    """Return the exit code of a program whose reader has gone, as after ``| head -1``."""
    _write_no_more()
    return READER_GONE


def _write_no_more() -> None:
    """Let what is still waiting to be written go nowhere, so that Python ends in silence."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        with suppress(OSError):
            os.fstat(descriptor)
            os.dup2(nothing, descriptor)


def _run(options: argparse.Namespace) -> int:
    """Run the command. Mistakes in it are reported before anything large is imported."""
    if options.list_scenes:
        return _list_scenes()
    if options.list_notations:
        return _list_notations()
    if options.check_lessons is not None:
        return _check_lessons(options.check_lessons)
    if refusal := contradiction(options):
        return _refuse(refusal)
    if options.headless and options.function is not None:
        return _function(options.function, options.at)
    if options.headless or options.equations:
        return _report(options)
    gc.disable()  # importing is quicker without; `gui.shell.opening` collects when there is time
    if options.export is not None:
        return _export(options)
    return _screenshot(options) if options.screenshot else _window(options)


def _function(text: str, at: str | None) -> int:
    from gui.headless import function_report

    report, fault = function_report(text, at)
    _print_json(report)
    return _refuse(fault) if fault else 0


def _scene(options: argparse.Namespace, unasked: str = "") -> Scene | None:
    """Return the scene to open, ``unasked`` if none is named. If there is none, print why and return None."""
    from core.exchange.notations import BrokenNotation, load_notation
    from core.exchange.scenes import DEFAULT_SCENE, BrokenScene, find_scene, own_function_scene, read_own
    from core.exchange.stage_views import FUNCTION_VIEWS, NETWORK_VIEWS, views_from
    from core.hyperparameters import InvalidSetting

    try:
        if options.notation is not None:
            load_notation(options.notation)
        if options.lesson is not None:
            from core.course.course import scene_of  # here, for it takes long, and few starts ask for a lesson

            scene = scene_of(options.lesson)
        elif options.function is not None:
            scene = own_function_scene(options.function)
        elif options.file is not None and not is_table(options.file):
            scene = read_own(Path(options.file))
        else:
            scene = find_scene(options.scene or unasked or DEFAULT_SCENE)
        if options.views:
            views_from(options.views, NETWORK_VIEWS if scene.descent is None else FUNCTION_VIEWS)
        return scene
    except (BrokenNotation, BrokenScene, InvalidSetting) as error:
        _refuse(str(error))
        return None


def _refuse(text: str) -> int:
    print(f"chalkgrad: {unmarked(text)}", file=sys.stderr)  # noqa: T201
    return USAGE_ERROR


def _list_scenes() -> int:
    from core.exchange.scenes import load_scenes

    scenes, broken = load_scenes()
    for scene in scenes:
        print(f"{scene.name:16} {scene.title}")  # noqa: T201
    for words in broken:
        print(f"chalkgrad: {words}", file=sys.stderr)  # noqa: T201
    return USAGE_ERROR if broken else 0


def _list_notations() -> int:
    from core.exchange.notations import BrokenNotation, notations

    broken = False
    for name, found in notations().items():
        if isinstance(found, BrokenNotation):
            broken = bool(_refuse(str(found)))
        else:
            print(f"{name:16} {found.title}")  # noqa: T201
    return USAGE_ERROR if broken else 0


def _check_lessons(folder: str) -> int:
    """Print what holds in lessons and what does not; return 1 if anything does not."""
    from gui.headless_lessons import checked

    broken = False
    for words, faults in checked(Path(folder) if folder else None):
        print(words, flush=True)  # noqa: T201
        for fault in faults:
            broken = True
            print(f"  {fault}", file=sys.stderr)  # noqa: T201
    return int(broken)


def _has_display() -> bool:
    """Tell whether a window can be opened; on X11 and Wayland the environment says so."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _report(options: argparse.Namespace) -> int:
    """Print what is asked for without a window."""
    if is_table(options.file):
        return _headless_table(options)
    if (scene := _scene(options)) is None:
        return USAGE_ERROR
    return _equations(scene, options) if options.equations else _headless(scene, options.steps)


def _export(options: argparse.Namespace) -> int:
    """Write a file of what a window shows that nobody sees."""
    if (scene := _scene(options)) is None:
        return USAGE_ERROR
    steps = trained_to(options, scene.end)
    options.screenshot, options.steps = options.export, None  # a window of that kind, trained when all is opened
    window = _unseen_window(scene, options)
    from gui.shell.opening import wait_until_there
    from gui.shell.sharing import write_unseen

    if not shows_desk(options):
        for card in window.stage:
            card.set_folded(True)  # what is not looked at need not be painted
    wait_until_there(window)
    if steps is not None:
        window.player.go_to(steps)
        wait_until_there(window)
    written, refusal = write_unseen(window, options)
    if refusal:
        return _refuse(refusal)
    print(*written, sep="\n")  # noqa: T201
    return 0


def _headless(scene: Scene, steps: int | None) -> int:
    from gui.headless import report

    return _print_json(report(scene, steps))


def _equations(scene: Scene, options: argparse.Namespace) -> int:
    from core.exchange.notations import load_notation, notation_or_articles
    from gui.headless import equations_report

    if options.notation is not None:
        notation, doubt = load_notation(options.notation), ""
    else:
        notation, doubt = notation_or_articles(scene.notation or "articles")
    if doubt:
        _refuse(doubt)
    if scene.descent is not None:
        return _refuse(f"{scene.name} walks down a plain function: it has no network whose equations could be written.")
    report = equations_report(scene, options.steps or 0, notation)
    if options.json:
        if "of" in report:
            _refuse(SHOWN.format(**report))
        return _print_json(report)
    for phase in report["phases"]:
        print(phase["phase"], *filter(None, [phase["layer"]]))  # noqa: T201
        for equation in phase["equations"]:
            print(f"    {equation['text']}")  # noqa: T201
    return 0


def _headless_table(options: argparse.Namespace) -> int:
    from core.data.csv_text import UnreadableTable
    from core.hyperparameters import InvalidSetting
    from gui.headless_table import table_report

    try:
        return _print_json(table_report(Path(options.file), options.target, options.inputs, options.steps))
    except (UnreadableTable, InvalidSetting) as error:
        return _refuse(str(error))
    except MemoryError:
        return _refuse("There is not enough memory for this table. Save fewer of its rows or columns.")


def _print_json(result: dict[str, Any]) -> int:
    from gui.headless import as_json

    print(as_json(result, getattr(sys.stdout, "encoding", None) or "ascii"))  # noqa: T201
    return 0


def _import_qt() -> None:
    """Import Qt. Where the system lacks what it needs, say so and end."""
    imports = builtins.__import__
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        sys.exit(_refuse(f"Qt cannot be loaded: {error}. “Start it” in the README has a line that installs its needs."))
    builtins.__import__ = imports  # Qt's own reads the source of all that is imported, for names that nobody uses here


def _screenshot(options: argparse.Namespace) -> int:
    """Draw the window to a file."""
    if (scene := _scene(options)) is None:
        return USAGE_ERROR
    window = _unseen_window(scene, options)
    from PySide6.QtWidgets import QApplication

    from gui.shell.opening import save_screenshot, wait_for_calm

    wait_for_calm(window)
    QApplication.processEvents()  # what has new words is laid out before it is drawn
    return save_screenshot(window, options.screenshot)


def _unseen_window(scene: Scene, options: argparse.Namespace) -> MainWindow:
    """Open a window that no screen shows."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _import_qt()
    from gui.shell.front import show_first
    from gui.shell.opening import open_window
    from gui.shell.sign import make_application

    make_application()
    return open_window(scene, options, show_first(options))


def _window(options: argparse.Namespace) -> int:
    if not _has_display():
        return _refuse("There is no display to open a window on. Use --screenshot FILE.png or --headless --json.")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # an exception in the midst of Qt's import is a crash
    _import_qt()
    from gui.shell.start import run

    return run(options, partial(_scene, options))
