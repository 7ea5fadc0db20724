"""``--export`` writes what it is asked for, or says why not and changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.exchange.scenes import load_scene
from gui.app import USAGE_ERROR, main
from gui.arguments import EXPORTED, ON_PAPER, parser, shows_desk, trained_to
from gui.files.paper import HANDOUTS
from gui.share.catalogue import EXPORTS
from gui.shell.sharing import chosen_by


def export(path: Path, *more: str) -> int:
    return main(["--scene", "xor-tanh", "--export", str(path), *more])


def exported(home: Path, *arguments: str) -> str:
    """Run the command in a process of its own; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "gui", *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(home)},
    )
    return done.stdout.strip()


def test_the_command_knows_all_endings_and_all_that_is_for_paper() -> None:
    assert set(EXPORTED) == {ending for export in EXPORTS for ending in export.endings}
    assert tuple(HANDOUTS) == ON_PAPER


@pytest.mark.parametrize(
    ("file", "more", "words"),
    [
        ("made.doc", (), "the ending says what is written"),
        ("nowhere/made.py", (), "the folder does not exist"),
        ("made.py", ("--headless",), "nothing else"),
        ("made.py", ("--from", "3"), "--from, --to and --frames go with --export FILE.gif"),
        ("made.gif", ("--what", "phases", "--to", "3"), "--what phases shows one step"),
        ("made.gif", ("--transparent",), "--transparent goes with pictures"),
        ("made.py", ("--nice",), "--nice go with --export FILE.pdf --what handout"),
    ],
)
def test_what_does_not_go_together_is_said(
    file: str, more: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path / file, *more) == USAGE_ERROR
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "arguments", "chosen"),
    [
        ("picture", ("--size", "200x100", "--transparent"), {"width": 200, "height": 100, "clear": True}),
        ("handout", ("--paper", "letter", "--seed", "7", "--nice"), {"letter": True, "sheet": 7, "nice": True}),
        ("handout", ("--blanks", "0"), {"blanks": 0, "sheet": 1, "nice": False}),
        ("animation", ("--from", "2", "--to", "9", "--frames", "4"), {"first": 2, "last": 9, "pictures": 4}),
        ("numbers", ("--size", "200x100"), {}),
    ],
)
def test_options_reach_the_choices_of_an_export(
    name: str, arguments: tuple[str, ...], chosen: dict[str, object]
) -> None:
    (export,) = [each for each in EXPORTS if each.name == name]
    given = chosen_by(parser().parse_args(arguments), export)
    assert {key: given[key] for key in chosen} == chosen
    export.choices.of(given)


@pytest.mark.parametrize(
    ("arguments", "steps"),
    [
        ((), load_scene("xor-tanh").end),
        (("--steps", "7"), 7),
        (("--steps", "7", "--to", "9"), 9),
        (("--what", "phases"), None),
        (("--what", "phases", "--from", "4"), 4),
        (("--lesson", "3"), None),
        (("mine.chalkgrad",), None),
        (("mine.chalkgrad", "--steps", "0"), 0),
    ],
)
def test_how_far_it_is_trained(arguments: tuple[str, ...], steps: int | None) -> None:
    assert trained_to(parser().parse_args(arguments), load_scene("xor-tanh").end) == steps


@pytest.mark.parametrize(
    ("arguments", "desk"),
    [
        (("--screenshot", "a.png"), True),
        (("--export", "a.pdf"), True),
        (("--export", "a.svg", "--what", "desk"), True),
        (("--export", "a.svg", "--what", "loss"), False),
        (("--export", "a.npz"), False),
        (("--export", "a.gif"), False),
    ],
)
def test_the_desk_is_drawn_where_it_is_looked_at(arguments: tuple[str, ...], desk: bool) -> None:
    assert shows_desk(parser().parse_args(arguments)) == desk


@pytest.mark.slow
def test_the_command_line_takes_the_iteration_that_is_asked_for(tmp_path: Path) -> None:
    scene, stage, moving = ("--scene", "xor-tanh"), tmp_path / "stage.svg", tmp_path / "stage.gif"
    assert exported(tmp_path, *scene, "--steps", "30", "--export", str(stage), "--what", "stage") == str(stage)
    assert "Iteration 30" in stage.read_text(encoding="utf-8")
    asked = ("--to", "20", "--frames", "3", "--what", "loss", "--size", "320x240")
    assert exported(tmp_path, *scene, "--export", str(moving), *asked) == str(moving)
    with Image.open(moving) as image:
        assert (image.size, image.n_frames) == ((320, 240), 3)  # type: ignore[attr-defined]


@pytest.mark.slow
def test_of_a_lesson_the_page_is_taken_as_it_begins(tmp_path: Path) -> None:
    for page, weights in ((3, [[-1.0, 0.0]]), (4, [[0.0, 1.0]])):  # of two scenes
        path = tmp_path / f"{page}.npz"
        exported(tmp_path, "--lesson", f"05-neuron:{page}", "--export", str(path))
        with np.load(path) as stored:
            assert stored["W1"].tolist() == weights
