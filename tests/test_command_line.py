"""The commands of the README, as a shell calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.exchange.files import save_scene
from core.exchange.scenes import load_scene, own_function_scene, scene_names
from core.nn.regularizers import L2
from core.training.evaluation import evaluate
from core.training.loop import advance
from core.training.problem import prepare
from gui import app
from gui.headless import train_headless

ROOT = Path(__file__).parents[1]
KEYS = ["scene", "iteration", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {
        key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-m", "gui", *arguments],
        cwd=ROOT,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_headless_prints_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--scene", "xor-tanh", "--headless", "--json", "--steps", "60"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == KEYS
    assert result["iteration"] == 60
    assert result["epoch"] == 3


def test_headless_walks_down_a_plain_function(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--scene", "article-descent", "--headless", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == [*KEYS, "point", "stopped", "ending"]
    assert (result["iteration"], result["epoch"], result["test_loss"], result["stopped"]) == (180, None, None, None)
    assert 0.041 < result["train_loss"] < 0.048
    assert "not the lowest" in result["ending"]


def test_headless_losses_are_those_of_the_loss_plot() -> None:
    """What is minimised: the penalty belongs to it."""
    scene = load_scene("xor-tanh")
    penalised = replace(scene, experiment=replace(scene.experiment, regularizer=L2(lam=0.1)))
    result = train_headless(penalised, 20)
    problem = prepare(penalised.experiment)
    met = evaluate(problem, advance(problem, problem.start(), 20).snapshot.theta, 20)
    assert met.penalty > 0.001
    assert result["train_loss"] == pytest.approx(met.train_loss + met.penalty, rel=1e-12)
    assert result["test_loss"] == pytest.approx(met.test_loss + met.penalty, rel=1e-12)


def test_headless_says_why_it_stopped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = (ROOT / "resources/scenes/article-moons.toml").read_text(encoding="utf-8")
    (tmp_path / "diverging.toml").write_text(scene.replace("alpha = 0.01", "alpha = 1000.0"), encoding="utf-8")
    from core.exchange.scenes import read_scene

    result = train_headless(read_scene(tmp_path / "diverging.toml"), 100)
    assert "Diverged" in result["stopped"]
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def run_code(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_headless_needs_no_qt() -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None; sys.modules['pyqtgraph'] = None\n"
        "from gui.app import main; sys.exit(main(['--headless', '--json', '--steps', '3']))"
    )
    done = run_code(code)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["iteration"] == 3


def test_a_command_that_cannot_be_is_refused_before_anything_large_is_imported() -> None:
    code = (
        "import sys; sys.modules['numpy'] = None; sys.modules['PySide6'] = None\n"
        "from gui.app import main; sys.exit(main(['--json']))"
    )
    done = run_code(code)
    assert (done.returncode, done.stderr) == (2, "chalkgrad: --json goes with --headless or --equations.\n")


def test_list_scenes(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--list-scenes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == scene_names()
    assert lines[0].startswith("article-circles")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_that_cannot_be_written_is_said_in_a_line() -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "gui", "--list-scenes"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == "chalkgrad: The output cannot be written: No space left on device.\n"


def test_unknown_scene_names_those_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--scene", "nonsense", "--headless"]) == 2
    error = capsys.readouterr().err
    assert "nonsense" in error
    assert all(name in error for name in scene_names())


def test_a_saved_experiment_runs_as_the_scene_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    save_scene(load_scene("course-pass-fail"), path)
    results = []
    for scene in (str(path), "course-pass-fail"):
        assert app.main(["--scene", scene, "--headless", "--json", "--steps", "30"]) == 0
        results.append(json.loads(capsys.readouterr().out))
    assert [result.pop("scene") for result in results] == [str(path), "course-pass-fail"]
    assert {**results[0], "seconds": 0} == {**results[1], "seconds": 0}


@pytest.mark.parametrize("option", ["--headless", "--screenshot=none.png"])
def test_a_broken_file_says_what_would_be_right(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.toml"
    save_scene(load_scene("xor-tanh"), path)
    path.write_text(path.read_text(encoding="utf-8").replace('"sgd"', '"sdg"'), encoding="utf-8")
    for file, words in (
        (path, "key “optimizer”: There is no optimizer “sdg”; choose from: sgd, "),
        (tmp_path / "no.toml", "No such"),
    ):
        assert app.main(["--scene", str(file), option]) == 2
        error = capsys.readouterr().err
        assert error.startswith(f"chalkgrad: {file}: ")
        assert words in error


@pytest.mark.parametrize(
    "arguments",
    [
        ["--steps", "-1"],
        ["--steps", "many"],
        ["--steps", "1e3"],
        ["--steps", "99999999999"],
        ["--size", "800"],
        ["--size", "0x0"],
        ["--size", "99999x100"],
        ["--theme", "pink"],
        ["--scen", "xor-tanh"],
        ["--nonsense"],
    ],
)
def test_bad_arguments_are_refused_in_a_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        app.main(arguments)
    assert refusal.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_library_of_the_system_that_qt_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text("raise ImportError('libGL.so.1: it is not there')", "utf-8")
    result = run("--screenshot", str(tmp_path / "x.png"), PYTHONPATH=str(tmp_path))
    assert result.returncode == 2
    assert result.stderr.startswith("chalkgrad: Qt cannot be loaded: libGL.so.1: it is not there.")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="a display can only be missing on Linux")
def test_no_display_is_one_clear_line() -> None:
    done = run("--scene", "xor-tanh")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "display" in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_screenshot_without_a_display(tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    file = tmp_path / "picture.png"
    done = run("--scene", "xor-tanh", "--steps", "20", "--screenshot", str(file), "--size", "1024x768")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == (1024, 768)
    colours = {picture.pixel(x, y) for x in range(0, 1024, 7) for y in range(0, 768, 7)}
    assert len(colours) > 200


def test_screenshot_into_no_folder(tmp_path: Path) -> None:
    done = run("--screenshot", str(tmp_path / "nowhere" / "picture.png"), "--size", "640x480")
    assert done.returncode == 2
    assert "folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_function_prints_value_and_derivatives(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--function", "-x^2 y", "--at", "x=2,y=1", "--headless", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result == {"value": -4.0, "derivatives": {"x": -4.0, "y": -4.0}, "latex": r"-x^{2}\,y"}


def test_a_fault_in_a_function_is_printed_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--function", "x + 1/2x", "--headless", "--json"]) == app.USAGE_ERROR
    printed = capsys.readouterr()
    fault = json.loads(printed.out)
    assert fault["place"] == 5
    assert "(1/2)*x or 1/(2*x)" in fault["fault"]
    assert fault["fault"] in printed.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--function", "x", "--at", "x=1"], "--at goes with"),
        (["--at", "x=1", "--headless"], "--at goes with"),
        (["--function", "x", "--scene", "xor-tanh"], "one of the two"),
        (["--function", "1/2x"], "two readings"),
    ],
)
def test_what_does_not_go_with_a_function_is_refused(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(arguments) == app.USAGE_ERROR
    assert words in capsys.readouterr().err


def test_the_lab_opens_with_a_function() -> None:
    scene = own_function_scene("y = x² + |x|")
    assert (scene.name in scene_names(), scene.title) == (False, "y = x² + |x|")
    descent = scene.descent
    assert descent is not None
    assert descent.function.text == "x**2 + abs(x)"
