"""Pictures: each ending is read again; text is text, and nothing is behind a clear one."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from core.exchange.notations import load_notation
from gui.share.catalogue import EXPORTS, chosen_export
from gui.share.drawing import AT_ONCE
from gui.share.export import AskedExport, Export, PictureChoices
from gui.share.making import InSlices, files_made
from gui.shell.main_window import MainWindow
from gui.shell.sharing import source_of
from tests.gui.shared import MakeWindow

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
RANGE = re.compile(r"<([0-9A-F]{4})> <[0-9A-F]{4}> \[([^\]]*)\]")


def taken(window: MainWindow, qtbot: QtBot, path: Path, what: str, **choices: object) -> tuple[list[Path], str]:
    """Make a file as the dialog does; return what was written, or why it was not."""
    source = source_of(window)
    export, thing = chosen_export(source, path.suffix, what)
    choices = {**export.begin(source), **choices}
    making = InSlices(files_made(source, export, AskedExport(path, thing, export.choices.of(choices))))
    with qtbot.waitSignal(making.ended, timeout=60_000) as ended:
        pass
    return ended.args[0] or [], ended.args[1]


def signs_in(pdf: bytes) -> set[str]:
    """Return the signs that a reader of a PDF finds, by the tables from its letters to Unicode."""
    texts = [content.decode("latin1") for content in STREAM.findall(pdf)]
    for content in STREAM.findall(pdf):
        try:
            texts.append(zlib.decompress(content).decode("latin1"))
        except zlib.error:
            continue
    codes = [code for text in texts for _, row in RANGE.findall(text) for code in re.findall("<([0-9A-F]{4})>", row)]
    return {chr(int(code, 16)) for code in codes}


@pytest.mark.folded("lenses")
def test_text_in_an_svg_is_text(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "regions.svg"
    assert taken(make_window(), qtbot, path, "regions", width=800, height=600) == ([path], "")
    picture = QSvgRenderer(QByteArray(path.read_bytes()))
    assert picture.isValid()
    assert picture.viewBox().size().toTuple() == (800, 600)
    words = re.sub("<[^>]*>", " ", path.read_text(encoding="utf-8"))
    assert {"Decision regions", "−1"} <= set(re.findall("Decision regions|−1", words))
    assert path.read_text(encoding="utf-8").count("<image") == 1, "the regions are an image; points and axes are not"


@pytest.mark.folded("lenses")
def test_numbers_in_a_pdf_are_found(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "loss.pdf"
    assert taken(make_window(), qtbot, path, "loss") == ([path], "")
    assert {*"Loss0."} <= signs_in(path.read_bytes())
    assert not [sign for sign in signs_in(path.read_bytes()) if "\ue000" <= sign <= "\uf8ff"], "signs without a meaning"


@pytest.mark.folded("lenses")
def test_nothing_is_behind_a_clear_picture(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, alphas = make_window(), []
    for clear in (False, True):
        path = tmp_path / f"{clear}.png"
        assert taken(window, qtbot, path, "loss", width=400, height=300, clear=clear) == ([path], "")
        image = QImage(str(path))
        assert image.size().toTuple() == (400, 300)
        alphas.append(image.pixelColor(200, 240).alpha())
    assert alphas == [255, 0]


@pytest.mark.folded("lenses")
def test_no_image_in_a_pdf_loses_anything(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    for what in ("regions", "desk"):
        path = tmp_path / f"{what}.pdf"
        assert taken(window, qtbot, path, what) == ([path], "")
        assert b"/Subtype /Image" in path.read_bytes(), what
        assert b"DCTDecode" not in path.read_bytes(), what


@pytest.mark.folded("lenses")
def test_the_desk_is_drawn_in_parts_and_each_part_once(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, pictures, path = make_window(fresh=True), [], tmp_path / "desk.svg"
    assert taken(window, qtbot, path, "desk") == ([path], "")
    words = re.sub("<[^>]*>", " ", path.read_text(encoding="utf-8"))
    for title in ("Decision regions", "Descent path", "Data"):
        assert words.count(f" {title} ") == 1, title
    for at_once in (AT_ONCE, 100_000):
        monkeypatch.setattr("gui.share.drawing.AT_ONCE", at_once)
        path = tmp_path / f"{at_once}.png"
        assert taken(window, qtbot, path, "desk") == ([path], "")
        with Image.open(path) as image:
            assert image.size == window.size().toTuple()
            pictures.append(np.array(image.convert("RGB"), int))
    off = np.abs(pictures[0] - pictures[1])  # of letters that a part ends in, a shade
    assert off.max() < 64
    assert np.count_nonzero(off) < 0.01 * off.size


@pytest.mark.folded("plots", "lenses")
def test_matrices_and_formulas_are_called_as_on_the_screen(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = make_window("xor-tanh"), tmp_path / "matrix.svg"
    titles = EXPORTS[0].things(source_of(window), ".svg")
    assert (titles["dW2"], titles["formula-Z1"]) == ("The matrix dW[2]", "The formula of Z[1]")
    window.set_look(replace(window.look, notation=load_notation("d2l")))
    titles = EXPORTS[0].things(source_of(window), ".svg")
    for what, shape in (("Z2", "10 × 2"), ("W2", "4 × 2")):  # examples are rows there, and inputs
        assert taken(window, qtbot, path, what) == ([path], "")
        words = re.findall(">([^<]+)</text>", path.read_text(encoding="utf-8"))
        assert f"{titles[what].removeprefix('The matrix ')}  {shape}" in words


@pytest.mark.folded("plots", "lenses")
def test_a_formula_can_be_copied_as_text_that_nobody_sees(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, pictures, latex = make_window("xor-tanh"), [], "Z^{[1]} = W^{[1]} A^{[0]} + b^{[1]}"
    for ending in (".svg", ".pdf", ".png"):
        assert taken(window, qtbot, tmp_path / f"a{ending}", "formula-Z1")[1] == ""
    assert set(latex) - {" "} <= signs_in((tmp_path / "a.pdf").read_bytes())
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert re.findall(">([^<]+)</text>", drawn) == [latex]
    for text in (drawn, re.sub("<text.*?</text>", "", drawn, flags=re.DOTALL)):
        picture = QSvgRenderer(QByteArray(text.encode()))
        pictures.append(QImage(picture.defaultSize(), QImage.Format.Format_RGB32))
        pictures[-1].fill(0)
        painter = QPainter(pictures[-1])
        picture.render(painter)
        painter.end()
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_plain_function_says_what_it_lacks(export: Export, make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window("pigs")
    qtbot.waitUntil(lambda: window.stages.function.frame is not None)
    assert bool(export.lacks(source_of(window))) == (export.choices is not PictureChoices)


@pytest.mark.folded("plots", "lenses")
def test_what_cannot_be_written_is_said(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.csv"
    written, refusal = taken(make_window(), qtbot, path, "curves")
    assert written == []
    assert "cannot be written: No such file or directory" in refusal
    assert str(tmp_path) not in refusal


@pytest.mark.folded("plots", "lenses")
def test_a_run_that_stands_is_written_as_it_stands(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window()
    window.player.go_to(7)
    qtbot.waitUntil(lambda: window.session.iteration == 7 and not window.session.busy, timeout=60_000)
    path = tmp_path / "curves.csv"
    assert taken(window, qtbot, path, "curves") == ([path], "")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1 + 8
    script = tmp_path / "run.py"
    assert taken(window, qtbot, script, "numpy")[0][0] == script
    assert str(tmp_path) not in script.read_text(encoding="utf-8")
