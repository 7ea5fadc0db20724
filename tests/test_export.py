"""``--export`` writes what it is asked for, or says why not and changes nothing."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from gui.app import USAGE_ERROR, main
from gui.arguments import EXPORTED, ON_PAPER
from gui.files.paper import HANDOUTS
from gui.headless_export import WITHOUT_A_WINDOW


def export(path: Path, *more: str) -> int:
    return main(["--scene", "xor-tanh", "--steps", "3", "--export", str(path), *more])


@pytest.mark.parametrize(
    ("ending", "what"), [(ending, what) for ending, every in WITHOUT_A_WINDOW.items() for what in every]
)
def test_everything_can_be_written(ending: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"made{ending}"
    assert export(path, "--what", what) == 0
    assert capsys.readouterr().out.splitlines() == [str(each) for each in sorted(tmp_path.iterdir())]
    content = path.read_bytes()
    assert str(tmp_path).encode() not in content  # nothing tells of the machine
    match ending:
        case ".py":
            ast.parse(content)
        case ".ipynb":
            assert json.loads(content)["cells"]
        case ".npz":
            assert np.load(path, allow_pickle=False).files


def test_every_ending_is_offered() -> None:
    assert set(WITHOUT_A_WINDOW) <= set(EXPORTED)


@pytest.mark.parametrize(
    ("file", "more", "words"),
    [
        ("made.doc", (), "the ending says what is written"),
        ("nowhere/made.py", (), "the folder does not exist"),
        ("made.py", ("--what", "cobol"), "There are: numpy, torch, keras"),
        ("made.py", ("--headless",), "nothing else"),
        ("made.py", ("--from", "3"), "--from, --to and --frames go with --export FILE.gif"),
        ("made.gif", ("--what", "phases", "--to", "3"), "--what phases shows one step"),
    ],
)
def test_what_cannot_be_written_is_said(
    file: str, more: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path / file, *more) == USAGE_ERROR
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", HANDOUTS)
def test_a_handout_is_written(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sheet.pdf"
    assert export(path, "--what", what, "--paper", "letter", "--blanks", "4") == 0
    assert capsys.readouterr().out.strip() == str(path)
    assert path.read_bytes().startswith(b"%PDF")
    first = path.read_bytes()
    assert export(path, "--what", what, "--paper", "letter", "--blanks", "9", "--seed", "2", "--nice") == 0
    assert path.read_bytes() != first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--scene", "digits", "--steps", "0"), "is too large for a page"),
        (("--scene", "pigs"), "no network"),
        (("--scene", "xor-tanh", "--seed", "0"), "counted from 1"),
    ],
)
def test_a_handout_that_cannot_be_is_refused(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"older")
    assert main([*arguments, "--export", str(path), "--what", "handout"]) == USAGE_ERROR
    assert words in capsys.readouterr().err
    assert path.read_bytes() == b"older"


def test_every_handout_is_known_to_the_command() -> None:
    assert tuple(HANDOUTS) == ON_PAPER


def test_options_for_paper_go_with_paper(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--scene", "xor-tanh", "--nice", "--headless"]) == USAGE_ERROR
    assert "--nice go with --export FILE.pdf --what handout" in capsys.readouterr().err


def test_a_folder_in_its_place_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "made.py").mkdir()
    assert export(tmp_path / "made.py") == USAGE_ERROR
    assert "cannot be written" in capsys.readouterr().err


def test_data_of_a_table_travel_beside_the_script(tmp_path: Path) -> None:
    assert main(["--scene", "digits", "--steps", "1", "--export", str(tmp_path / "made.py")]) == 0
    with np.load(tmp_path / "made-data.npz", allow_pickle=False) as stored:
        assert set(stored.files) == {"X", "Y", "X_test", "Y_test"}
