"""Notations on the command line: the scene's, the one asked for, one's own, and what is wrong with them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.exchange.files import save_scene
from core.exchange.notations import FOLDER
from core.exchange.scenes import load_scene
from gui import app
from tests.core.training.test_large_sets import rows

EQUATIONS = ["--equations", "--json", "--steps", "2"]


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the user's own notations be in a folder of the test."""
    monkeypatch.setattr("core.exchange.notations.own_folder", lambda: tmp_path / "own")
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def saved(folder: Path, notation: str) -> list[str]:
    """Return the arguments that open an experiment which names a notation."""
    save_scene(replace(load_scene("xor-tanh"), notation=notation), folder / "file.toml")
    return ["--scene", str(folder / "file.toml"), *EQUATIONS]


def backward(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    """Return the notation that was printed, and the equations of the first backward phase."""
    report = json.loads(capsys.readouterr().out)
    phase = next(phase for phase in report["phases"] if phase["phase"] == "backward")
    return report["notation"], [equation["text"] for equation in phase["equations"]]


def test_the_equations_are_in_the_notation_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(saved(tmp_path, "nielsen")) == 0
    name, texts = backward(capsys)
    assert name == "nielsen"
    assert any(text.startswith("δ³") for text in texts)
    assert app.main([*saved(tmp_path, "nielsen"), "--notation", "articles"]) == 0
    name, texts = backward(capsys)
    assert name == "articles"
    assert any(text.startswith("dZ[3]") for text in texts)


def test_one_of_ones_own_is_listed_and_written(
    tmp_path: Path, own_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = (FOLDER / "nielsen.toml").read_text(encoding="utf-8").replace('"Nielsen"', '"Ours"').replace('"δ"', '"e"')
    (own_place / "mine.toml").write_text(mine, encoding="utf-8")
    (own_place / "nielsen.toml").write_text(mine, encoding="utf-8")  # the book keeps its name
    assert app.main(["--list-notations"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "articles", "d2l", "goodfellow", "keras", "nielsen", "pytorch", "mine"
    ]  # fmt: skip
    assert [line.split()[1] for line in lines if "nielsen" in line or "mine" in line] == ["Nielsen", "Ours"]
    assert app.main(saved(tmp_path, "mine")) == 0
    assert any(text.startswith("e³") for text in backward(capsys)[1])


@pytest.mark.slow  # many numbers
@pytest.mark.parametrize("name", ["articles", "d2l"])
def test_a_batch_that_is_too_large_to_be_written_out_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    scene = load_scene("xor-tanh")
    experiment = scene.experiment.with_data(rows(24_000), 0.1)
    save_scene(replace(scene, experiment=replace(experiment, batch_size=21_600)), tmp_path / "large.toml")
    assert app.main(["--scene", str(tmp_path / "large.toml"), "--equations", "--json", "--notation", name]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert (report["shown"], report["of"]) == (20_000, 21_600)
    assert "the first 20,000 of the 21,600 examples" in captured.err
    equations = [equation for phase in report["phases"] for equation in phase["equations"]]
    told = [part for each in equations for part in (*each["symbols"].values(), each.get("left", {"shape": []}))]
    for part in told:
        expected = (20_000, 21_600) if 20_000 in part["shape"] else (None, None)
        assert (part.get("shown"), part.get("of")) == expected


def test_a_batch_that_is_written_out_whole_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(saved(tmp_path, "nielsen")) == 0
    captured = capsys.readouterr()
    assert '"of"' not in captured.out
    assert not captured.err


@pytest.mark.parametrize("fault", ["unknown", "broken"])
def test_a_bad_one_is_told(tmp_path: Path, own_place: Path, capsys: pytest.CaptureFixture[str], fault: str) -> None:
    name, words = ("bishop", "There is no notation “bishop”") if fault == "unknown" else ("mine", "letters.loss")
    if fault == "broken":
        mine = (FOLDER / "nielsen.toml").read_text(encoding="utf-8").replace('\nloss = "C"\n', "\n")
        (own_place / "mine.toml").write_text(mine, encoding="utf-8")
    assert app.main(saved(tmp_path, name)) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["notation"] == "articles"
    assert words in captured.err
    assert "The articles’ notation is shown." in captured.err
    assert app.main([*saved(tmp_path, "keras"), "--notation", name]) == 2
    assert words in capsys.readouterr().err
    assert app.main(["--list-notations"]) == (2 if fault == "broken" else 0)
