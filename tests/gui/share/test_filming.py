"""Animations of a window's training, opened again by Pillow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from core.hyperparameters import InvalidSetting
from gui.frames.gif import Pixels
from gui.session.strides import Station
from gui.share.animation import Animation, AnimationChoices, of_stretch
from gui.share.catalogue import EXPORTS, chosen_export
from gui.share.drawing import image_of, pixels_of
from gui.share.export import AskedExport, SmallPicture
from gui.share.making import GIVEN_UP, InSlices, files_made
from gui.share.page import PicturePage, fill, page_look
from gui.shell.main_window import MainWindow
from gui.shell.sharing import source_of
from gui.stage.views import VIEWS
from gui.widgets.formula import setter
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")
SIZE, END = (640, 480), 8
(ANIMATION,) = [export for export in EXPORTS if export.name == "animation"]


def trained(make_window: MakeWindow, qtbot: QtBot, scene: str = "xor-tanh") -> MainWindow:
    window = make_window(scene)
    window.player.go_to(END)
    be_calm(window, qtbot)
    return window


def be_calm(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.is_calm() and not setter().behind, timeout=60_000)


def asked_of(what: str, path: Path, **choices: object) -> AskedExport:
    return AskedExport(path, what, AnimationChoices.of({"width": SIZE[0], "height": SIZE[1], **choices}))


def film(window: MainWindow, qtbot: QtBot, asked: AskedExport) -> tuple[list[str], str]:
    """Film; return what was told meanwhile, and why there is no file."""
    told, ended = list[str](), list[str]()
    making = InSlices(files_made(source_of(window), ANIMATION, asked))
    making.told.connect(told.append)
    making.ended.connect(lambda paths, refusal: ended.append(refusal))
    qtbot.waitUntil(lambda: bool(ended), timeout=60_000)
    return told, ended[0]


def drawn_at(window: MainWindow, qtbot: QtBot, step: int, what: str) -> Pixels:
    """Return a picture of an iteration that the player goes to, as it is taken by itself."""
    window.player.go_to(step)
    be_calm(window, qtbot)
    source = source_of(window)
    page = PicturePage(page_look(source, *SIZE), *SIZE)
    making = InSlices(fill(page, source, what, dated=True))
    with qtbot.waitSignal(making.ended, timeout=60_000):
        pass
    pixels = pixels_of(image_of(page))
    page.put_away()
    return pixels[..., :3]


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
    told, refusal = film(window, qtbot, asked_of("regions", path, last=END, pictures=5))
    assert refusal == ""
    frame = window.session.frame
    assert frame is not None
    assert (window.player.timeline.now, frame.step_into, window.player.playing) == (3, 1, False)
    pictures, durations = opened(path)
    assert durations == [150] * 4 + [2000]
    assert {picture.shape for picture in pictures} == {(SIZE[1], SIZE[0], 3)}
    amount, unit = told[0].split()[1:3]
    size = float(amount) * {"kB": 1e3, "MB,": 1e6, "kB,": 1e3}[unit]
    assert path.stat().st_size / 1.3 < size < path.stat().st_size * 1.3
    assert [each.name for each in tmp_path.glob("*.gif")] == ["run.gif"]
    for place, step in ((0, 0), (-1, END)):
        off = np.abs(pictures[place].astype(int) - drawn_at(window, qtbot, step, "regions"))
        assert off.mean() < 1.0
        assert np.percentile(off, 99.5) < 40


def test_phases_have_a_picture_each(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, path = trained(make_window, qtbot), tmp_path / "step.gif"
    assert film(window, qtbot, asked_of("phases", path))[1] == ""
    pictures, durations = opened(path)
    assert len(pictures) == 9
    assert durations == [1500] * 8 + [2000]
    assert all((one != two).any() for one, two in pairwise(pictures))
    assert window.player.timeline.now == END


def test_a_preview_shows_it_and_tells_the_size(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, found = trained(make_window, qtbot), list[SmallPicture]()
    assert ANIMATION.preview is not None
    previewing = InSlices(ANIMATION.preview(source_of(window), asked_of("loss", tmp_path / "x.gif", last=END)))
    previewing.ended.connect(lambda preview, refusal: found.append(preview))
    qtbot.waitUntil(lambda: bool(found), timeout=60_000)
    assert "9 pictures" in found[0].words  # no more than there are iterations
    assert found[0].image.width() > found[0].image.height() > 100
    assert window.player.timeline.now == END


def test_given_up_in_the_middle_it_leaves_nothing_and_goes_back(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = trained(make_window, qtbot), tmp_path / "run.gif"
    path.write_bytes(b"old")
    asked = asked_of("loss", path, last=END, pictures=5)
    making, refusals = InSlices(files_made(source_of(window), ANIMATION, asked)), list[str]()
    making.progressed.connect(lambda done: making.give_up() if done > 0.3 else None)
    making.ended.connect(lambda paths, refusal: refusals.append(refusal))
    qtbot.waitUntil(lambda: bool(refusals), timeout=60_000)
    assert refusals == [GIVEN_UP]
    assert path.read_bytes() == b"old"
    assert window.player.timeline.now == END


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_any_view_can_be_filmed(view: Any, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = trained(make_window, qtbot)
    source = source_of(window)
    assert window.session.frame is not None
    if view.lacks(window.session.frame):
        assert view.name not in ANIMATION.things(source, ".gif")
        return
    assert film(window, qtbot, asked_of(view.name, tmp_path / "view.gif", last=4, pictures=2))[1] == ""
    assert len(opened(tmp_path / "view.gif")[0]) == 2


def test_what_has_not_happened_is_refused(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, path = trained(make_window, qtbot), tmp_path / "run.gif"
    refusal = film(window, qtbot, asked_of("loss", path, last=END + 50, pictures=3))[1]
    middle = (END + 50) // 2
    assert refusal == f"Iteration {middle} cannot be shown: the run ends before it. Choose a stretch that ends earlier."
    assert window.player.timeline.now == END
    with pytest.raises(InvalidSetting, match=r"There is no “nothing” here\. There are: stage, network"):
        chosen_export(source_of(window), ".gif", "nothing")


def test_what_is_no_stretch_is_refused() -> None:
    for first, last in ((5, 5), (9, 2)):
        with pytest.raises(InvalidSetting, match="goes forward"):
            of_stretch(first, last, 3, 0.1)


def test_moments_are_in_equal_strides_and_never_twice() -> None:
    assert of_stretch(0, 300, 4, 0.15).moments == tuple(map(Station, (0, 100, 200, 300)))
    assert of_stretch(7, 9, 40, 0.15).moments == tuple(map(Station, (7, 8, 9)))
    for last in range(1, 9):
        animation: Animation = of_stretch(0, last, 500, 0.15)
        samples = animation.samples
        assert all(later > earlier for earlier, later in zip(samples[::2], samples[1::2], strict=True))
    assert of_stretch(0, 300, 40, 0.15).told(2_400_000) == "about 2.4 MB, 40 pictures, 7.85 s"
