"""Animations of a window's training, opened again by Pillow."""

from __future__ import annotations

import errno
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.hyperparameters import InvalidSetting
from gui.frames.gif import Pixels
from gui.session.strides import Station, Strides
from gui.share.animation import Animation, check_size, of_phases, of_stretch
from gui.share.canvas import canvas_of, pixels_of
from gui.share.filming import Filming, Shot
from gui.shell.main_window import LAYOUTS, MainWindow
from gui.stage.views import VIEWS
from gui.widgets.formula import setter
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")
SIZE, END = (640, 480), 8


def trained(make_window: MakeWindow, qtbot: QtBot, scene: str = "xor-tanh") -> MainWindow:
    window = make_window(scene)
    window.player.go_to(END)
    be_calm(window, qtbot)
    return window


def be_calm(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.is_calm() and not setter().behind, timeout=20_000)


def film(window: MainWindow, qtbot: QtBot, shot: Shot, path: Path | None) -> tuple[list[int], list[str]]:
    """Film; return the sizes that were told, and refusals."""
    sizes, refusals = list[int](), list[str]()
    filming = Filming(window, window)
    filming.sized.connect(sizes.append)
    filming.refused.connect(refusals.append)
    filming.film(shot, path)
    qtbot.waitUntil(lambda: not filming.is_busy, timeout=60_000)
    return sizes, refusals


def drawn_at(window: MainWindow, qtbot: QtBot, step: int, what: str) -> Pixels:
    """Return a picture of an iteration that the player goes to."""
    window.player.go_to(step)
    be_calm(window, qtbot)
    strides = Strides(window.session, window.player)
    assert window.session.frame is not None
    canvas = canvas_of(what, window.session.frame, strides, window.session, window.look, SIZE, ())
    for _ in range(LAYOUTS):
        QApplication.processEvents()
    pixels = pixels_of(canvas)
    canvas.close()
    canvas.deleteLater()
    return pixels


def opened(path: Path) -> tuple[list[Pixels], list[int]]:
    pictures, durations = [], []
    with Image.open(path) as image:
        for place in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(place)
            pictures.append(np.array(image.convert("RGB")))
            durations.append(image.info["duration"])
    return pictures, durations


def test_a_stretch_is_as_it_was_and_the_window_stands_where_it_stood(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = trained(make_window, qtbot), tmp_path / "run.gif"
    window.player.go_to(3)
    window.player.phase_forward()
    be_calm(window, qtbot)
    sizes, refusals = film(window, qtbot, Shot("regions", SIZE, of_stretch(0, END, 5)), path)
    assert refusals == []
    frame = window.session.frame
    assert frame is not None
    assert (window.player.timeline.now, frame.step_into, window.player.playing) == (3, 1, False)
    pictures, durations = opened(path)
    assert durations == [150] * 4 + [2000]
    assert {picture.shape for picture in pictures} == {(SIZE[1], SIZE[0], 3)}
    assert path.stat().st_size / 2 < sizes[0] < path.stat().st_size * 2
    assert [each.name for each in tmp_path.glob("*.gif")] == ["run.gif"]
    for place, step in ((0, 0), (-1, END)):
        off = np.abs(pictures[place].astype(int) - drawn_at(window, qtbot, step, "regions"))
        assert off.mean() < 1.0
        assert np.percentile(off, 99.5) < 40


def test_phases_have_a_picture_each(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, path = trained(make_window, qtbot), tmp_path / "step.gif"
    shot = Shot("stage", SIZE, of_phases(2, window.session.experiment.layout.depth), ("network", "maths"))
    assert film(window, qtbot, shot, path)[1] == []
    pictures, durations = opened(path)
    assert len(pictures) == len(shot.animation.moments) == 9
    assert durations == [1500] * 8 + [2000]
    assert all((one != two).any() for one, two in pairwise(pictures))
    assert window.player.timeline.now == END


def test_cancelled_in_the_middle_it_leaves_nothing_and_goes_back(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = trained(make_window, qtbot)
    filming, drawn = Filming(window, window), list[int]()
    filming.progressed.connect(drawn.append)
    filming.progressed.connect(lambda pictures: filming.cancel() if pictures == 2 else None)
    filming.film(Shot("loss", SIZE, of_stretch(0, END, 5)), tmp_path / "run.gif")
    qtbot.waitUntil(lambda: not filming.is_busy, timeout=20_000)
    assert drawn == [1, 2]
    assert not list(tmp_path.glob("*.gif"))
    assert window.player.timeline.now == END


def test_a_full_disk_is_named_and_the_old_file_stays(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, path = trained(make_window, qtbot), tmp_path / "run.gif"
    path.write_bytes(b"old")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    refusals = film(window, qtbot, Shot("loss", SIZE, of_stretch(0, 2, 2)), path)[1]
    assert len(refusals) == 1
    assert "No space left on device. Nothing was changed" in refusals[0]
    assert path.read_bytes() == b"old"


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_any_view_can_be_filmed(view: Any, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = trained(make_window, qtbot)
    shot = Shot(view.name, SIZE, of_stretch(0, 4, 2))
    assert window.session.frame is not None
    if view.lacks(window.session.frame):
        with pytest.raises(InvalidSetting):
            Filming(window, window).film(shot)
        return
    assert film(window, qtbot, shot, tmp_path / "view.gif")[1] == []
    assert len(opened(tmp_path / "view.gif")[0]) == 2


def test_what_has_not_happened_is_refused(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = trained(make_window, qtbot)
    refusals = film(window, qtbot, Shot("loss", SIZE, of_stretch(0, END + 50, 3)), tmp_path / "run.gif")[1]
    assert refusals == [
        f"Iteration {(END + 50) // 2:,} cannot be shown: the run ends before it. Choose a stretch that ends earlier."
    ]
    assert window.player.timeline.now == END
    with pytest.raises(InvalidSetting, match=r"is no view here\. There are: stage, network"):
        Filming(window, window).film(Shot("nothing", SIZE, of_stretch(0, 2, 2)))


@pytest.mark.parametrize(
    ("first", "last", "pictures", "each"),
    [(5, 5, 3, 0.1), (9, 2, 3, 0.1), (0, 9, 1, 0.1), (0, 9, 501, 0.1), (0, 9, 3, 0.0)],
)
def test_what_is_no_stretch_is_refused(first: int, last: int, pictures: int, each: float) -> None:
    with pytest.raises(InvalidSetting):
        of_stretch(first, last, pictures, each)


def test_moments_are_in_equal_strides_and_never_twice() -> None:
    assert of_stretch(0, 300, 4).moments == tuple(map(Station, (0, 100, 200, 300)))
    assert of_stretch(7, 9, 40).moments == tuple(map(Station, (7, 8, 9)))
    for last in range(1, 9):
        animation: Animation = of_stretch(0, last, 500)
        samples = animation.samples
        assert all(later > earlier for earlier, later in zip(samples[::2], samples[1::2], strict=True))
    assert of_stretch(0, 300, 40).told(2_400_000) == "about 2.4 MB, 40 pictures, 7.85 s"


def test_pictures_that_are_too_large_are_refused() -> None:
    check_size(1920, 1080)
    with pytest.raises(InvalidSetting, match="1920x1080"):
        check_size(1921, 1080)
