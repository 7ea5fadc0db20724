"""The options of the command line, and which of them go together."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence

from core.exchange.endings import WITH_RUNS
from core.version import VERSION

ANIMATION = ".gif"
PICTURES = (".png", ".svg", ".pdf")
EXPORTED = (*PICTURES, ".csv", ".npz", ".py", ".ipynb", ANIMATION)
"""How the names of exported files end, as in `gui.share.catalogue.EXPORTS`."""
STAGE = "stage"
PHASES, DESK = "phases", "desk"
ON_STAGE = ("", STAGE, PHASES)
"""What is filmed from the stage, with views that can be chosen."""
ON_PAPER = ("handout", "key", "neuron")
"""What is set for paper, as in `gui.files.paper.HANDOUTS`."""
SMALLEST, MIN_SIZE, MAX_SIZE = (640, 480), 64, 8192
"""Pixels of the smallest window, and that a side of a picture may have."""


def contradiction(options: argparse.Namespace) -> str:
    """Return what is wrong with options that do not go together; empty if they do."""
    table = is_table(options.file)
    if options.headless and options.screenshot:
        return "--headless opens no window, so there is nothing to --screenshot. Use one of the two."
    if options.screenshot and not os.path.isdir(os.path.dirname(options.screenshot) or "."):
        return f"{options.screenshot}: the folder does not exist."
    if options.lesson is not None and (options.scene or options.file or options.function):
        return "--lesson opens its own scene. Leave out the other one."
    if options.lesson is not None and (options.headless or options.equations or options.steps):
        return "--lesson opens the window. --check-lessons runs lessons without one."
    if options.what and not options.export:
        return "--what goes with --export FILE."
    if options.export and (refusal := _export_refusal(options, table)):
        return refusal
    if (options.paper or options.blanks is not None or options.sheet != 1 or options.nice) and not on_paper(options):
        return "--paper, --blanks, --seed and --nice go with --export FILE.pdf --what handout."
    on_stage = options.what == STAGE or (_is_animation(options) and options.what in ON_STAGE)
    if options.views and not (options.present or on_stage):
        return "--views goes with --present, or with --what stage or phases: they stand on the stage."
    stretch = (options.first, options.last, options.pictures)
    if any(each is not None for each in stretch) and not _is_animation(options):
        return "--from, --to and --frames go with --export FILE.gif."
    if options.what == PHASES and any(each is not None for each in (options.last, options.pictures, options.steps)):
        return "--what phases shows one step, that after iteration --from: a picture for each phase."
    if options.clear and not (options.export and options.export.lower().endswith(PICTURES)):
        return f"--transparent goes with pictures: --export FILE ending in {', '.join(PICTURES)}."
    if options.size and not options.export and (options.size[0] < SMALLEST[0] or options.size[1] < SMALLEST[1]):
        return f"A window is at least {SMALLEST[0]}x{SMALLEST[1]}."
    if options.json and not (options.headless or options.equations):
        return "--json goes with --headless or --equations."
    if options.equations and (options.screenshot or table or options.function is not None):
        return "--equations writes out an iteration of a scene or an experiment, without a window."
    if options.file is not None and options.scene is not None:
        return f"Both {options.file} and --scene {options.scene} are given. Open one of the two."
    if table and not os.path.exists(options.file):
        return f"There is no file {options.file}. A scene is opened with --scene NAME."
    if options.export and options.function is not None and not options.export.lower().endswith((*PICTURES, ANIMATION)):
        return "A plain function has no network: --export writes pictures of it alone, and moving ones."
    if table and options.screenshot:
        return "--screenshot draws scenes and experiments, not the dialog that a table opens."
    if (options.target is not None or options.inputs is not None) and not (table and options.headless):
        return "--target and --inputs go with a table and --headless; the window lets you choose the columns."
    return _function_refusal(options)


def trained_to(options: argparse.Namespace, end: int) -> int | None:
    """Return how far training goes before a file is written, given a scene's end; None if it stands somewhere."""
    if options.what == PHASES:
        return options.first  # type: ignore[no-any-return]
    asked = [steps for steps in (options.steps, options.last) if steps is not None]
    stands = options.lesson is not None or (options.file or "").lower().endswith(WITH_RUNS)
    return max(asked) if asked else None if stands else end


def shows_desk(options: argparse.Namespace) -> bool:
    """Tell whether a picture of the desk is asked for: it is the usual one."""
    pictured = options.export is None or options.export.lower().endswith(PICTURES)
    return options.what in ("", DESK) and pictured


def on_paper(options: argparse.Namespace) -> bool:
    """Tell whether a file for paper is asked for."""
    return options.what in ON_PAPER and options.export is not None and options.export.lower().endswith(".pdf")


def joined(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the arguments, with a formula as part of its option: one such as -x^2 looks like an option itself."""
    rest = iter(arguments)
    for argument in rest:
        value = next(rest, None) if argument == "--function" else None
        yield argument if value is None else f"{argument}={value}"


def _is_animation(options: argparse.Namespace) -> bool:
    return options.export is not None and options.export.lower().endswith(ANIMATION)


def _export_refusal(options: argparse.Namespace, table: bool) -> str:
    """Return why a file cannot be exported."""
    if options.headless or options.equations or options.screenshot:
        return "--export writes a file and nothing else. Leave out the other option."
    if os.path.splitext(options.export)[1].lower() not in EXPORTED:
        return f"{options.export}: the ending says what is written. It can be {', '.join(EXPORTED)}."
    if not os.path.isdir(os.path.dirname(options.export) or "."):
        return f"{options.export}: the folder does not exist."
    return "--export is for scenes and experiments: open the table in the window first." if table else ""


def _function_refusal(options: argparse.Namespace) -> str:
    """Return what does not go together with a function on the command line."""
    if options.at is not None and (options.function is None or not options.headless):
        return "--at goes with --function TEXT --headless."
    if options.function is not None and options.file is not None:
        return f"Both --function and {options.file} are given. Open one of the two."
    if options.function is not None and options.scene is not None:
        return "--function opens the function lab, --scene a scene. Use one of the two."
    return ""


def is_table(file: str | None) -> bool:
    """Tell whether a file is opened as a table: all but the files of experiments are."""
    return file is not None and not file.lower().endswith((".toml", ".chalkgrad"))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="chalkgrad", description="Watch a neural network learn, one step at a time.", allow_abbrev=False
    )
    made.add_argument("--version", action="version", version=f"chalkgrad {VERSION}")
    made.add_argument(
        "file", metavar="FILE", nargs="?", help="a table, e.g. FILE.csv, or an experiment: FILE.chalkgrad"
    )
    made.add_argument("--scene", metavar="NAME", help="the scene to open, or FILE.toml: a saved experiment")
    made.add_argument("--function", metavar="TEXT", help="a function of x and y, as you would type it: opens the lab")
    made.add_argument("--at", metavar="x=2,y=1", help="with --function and --headless: value and derivatives there")
    made.add_argument("--lesson", metavar="NAME[:PAGE]", help="the lesson to open, by its name or number")
    made.add_argument("--list-scenes", action="store_true", help="print the names of the scenes and exit")
    made.add_argument("--steps", type=_steps, metavar="N", help="train N iterations first")
    made.add_argument("--screenshot", metavar="FILE.png", help="draw the window, write it to FILE.png and exit")
    made.add_argument(
        "--export",
        metavar="FILE",
        help="write a file of the experiment after N iterations, else at the scene's end; its ending says which: "
        + ", ".join(EXPORTED),
    )
    made.add_argument(
        "--what", metavar="NAME", default="", help="with --export: what the file holds, where an ending has several"
    )
    made.add_argument("--paper", choices=("a4", "letter"), help="with a handout: its paper; else what is usual here")
    made.add_argument("--blanks", type=_steps, metavar="N", help="with a handout: its last N lines are to be filled in")
    made.add_argument("--nice", action="store_true", help="with a handout: numbers that can be worked with by hand")
    made.add_argument(
        "--seed", dest="sheet", type=_steps, metavar="K", default=1, help="with a handout: sheet K, each is different"
    )
    made.add_argument("--from", dest="first", type=_steps, metavar="A", help="with FILE.gif: the first iteration")
    made.add_argument("--to", dest="last", type=_steps, metavar="B", help="with FILE.gif: the last iteration")
    made.add_argument("--frames", dest="pictures", type=_steps, metavar="N", help="with FILE.gif: how many pictures")
    made.add_argument(
        "--size", type=_size, metavar="WxH", help="size of the window, or of exported pictures, e.g. 1920x1080"
    )
    made.add_argument("--transparent", dest="clear", action="store_true", help="with a picture: nothing behind it")
    made.add_argument("--theme", choices=("chalkboard", "whiteboard"), help="how the window looks")
    made.add_argument("--present", action="store_true", help="start presenting, as F5 does")
    made.add_argument("--views", type=_views, metavar="A,B", default=[], help="with --present: what stands there")
    made.add_argument(
        "--headless", action="store_true", help="train without a window: N iterations, or as many as the scene asks for"
    )
    made.add_argument(
        "--equations",
        action="store_true",
        help="write out the iteration after N steps, phase by phase, without a window",
    )
    made.add_argument(
        "--notation", metavar="NAME", help="whose letters are shown, and which way round; else those of the scene"
    )
    made.add_argument("--list-notations", action="store_true", help="print the names of the notations and exit")
    made.add_argument(
        "--check-lessons",
        metavar="FOLDER",
        nargs="?",
        const="",
        help="run all that lessons claim, those in FOLDER or the program's own, and name what does not hold",
    )
    made.add_argument("--target", metavar="NAME", help="with a table and --headless: the column to predict")
    made.add_argument("--inputs", metavar="A,B", help="with a table and --headless: the columns to learn from")
    made.add_argument(
        "--json",
        action="store_true",
        help="with --headless or --equations: print one JSON object; losses with the penalty, as the plot has them",
    )
    return made


def _steps(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 10_000_000:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to 10,000,000, not “{text}”")
    return int(text)


def _views(text: str) -> list[str]:
    return [name for name in text.lower().split(",") if name]


def _size(text: str) -> tuple[int, int]:
    parts = text.lower().split("x")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() and len(part) <= 5 for part in parts):
        width, height = int(parts[0]), int(parts[1])
        if min(width, height) >= MIN_SIZE and max(width, height) <= MAX_SIZE:
            return width, height
    raise argparse.ArgumentTypeError(
        f"must be WIDTHxHEIGHT from {MIN_SIZE}x{MIN_SIZE} to {MAX_SIZE}x{MAX_SIZE}, not “{text}”"
    )
