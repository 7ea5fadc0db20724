"""Handouts on paper: one or two pages and the key behind them, with text that is text."""

from __future__ import annotations

import getpass
import re
import shutil
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from core.exchange.handouts.made import HandoutMoment, HandoutWish, handout_of
from core.exchange.handouts.nice import nice_handout
from core.exchange.notations import load_notation, notations
from core.exchange.scenes import load_scene
from core.nn.activations import Sigmoid, Tanh
from core.nn.network import DenseLayer, Network
from core.training.experiment import Experiment
from core.training.optimizers import Adam
from core.training.problem import prepare
from gui.files.paper import HANDOUTS, PAPERS, first_page, pdf_of, usual_paper

POINTS = {"a4": (595, 842), "letter": (612, 792)}
EXPERIMENT = load_scene("sine-noise").experiment
WIDEST = Experiment(network=Network((DenseLayer(6, Tanh()), DenseLayer(3, Tanh())), Sigmoid()), optimizer=Adam())

pytestmark = pytest.mark.usefixtures("qapp")


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def text(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return found.stdout.decode()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_paper_is_the_one_asked_for(paper: str) -> None:
    pdf = pdf_of(nice_handout(EXPERIMENT, HandoutWish()), ("handout",), paper)
    box = re.search(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", pdf)
    assert box is not None
    assert tuple(map(int, box.groups())) == pytest.approx(POINTS[paper], abs=1)
    assert usual_paper() in PAPERS


@pytest.mark.parametrize("what", HANDOUTS)
def test_a_small_sheet_has_one_page_and_its_key_another(what: str) -> None:
    handout = nice_handout(EXPERIMENT, HandoutWish(blanks=100))
    pdf = pdf_of(handout, HANDOUTS[what], "a4")
    image, count = first_page(handout, HANDOUTS[what], "a4")
    assert pages(pdf) == count == len(HANDOUTS[what])
    assert image.width() / image.height() == pytest.approx(POINTS["a4"][0] / POINTS["a4"][1], rel=1e-2)
    shades = {image.pixelColor(x, y).lightness() for x in range(0, image.width(), 3) for y in range(0, 400, 3)}
    assert {0, 255} <= shades
    assert b"/ToUnicode" in pdf  # letters, not their outlines


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("blanks", [0, pytest.param(100, marks=pytest.mark.slow)])
def test_the_largest_network_has_room_on_two_pages(paper: str, blanks: int) -> None:
    problem = prepare(WIDEST)
    made = handout_of(HandoutMoment("Largest", problem, problem.start()), HandoutWish(blanks=blanks))
    assert pages(pdf_of(made, ("handout",), paper)) <= 2
    assert pages(pdf_of(made, ("key",), paper)) <= 2


def test_nothing_names_the_machine_or_its_folders() -> None:
    pdf = pdf_of(nice_handout(EXPERIMENT, HandoutWish()), ("handout", "key"), "a4")
    for word in (socket.gethostname(), str(Path.cwd()), str(Path.home()), f"({getpass.getuser()})"):
        if len(word) > 4:  # shorter ones are found in any compressed data
            assert word.encode() not in pdf
            assert word.encode("utf-16-be") not in pdf


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext, from poppler-utils, reads the file again")
@pytest.mark.parametrize("name", tuple(notations()))
def test_the_key_has_all_answers_and_the_sheet_only_those_given(name: str, tmp_path: Path) -> None:
    made = nice_handout(EXPERIMENT, HandoutWish(load_notation(name), blanks=4, sheet=5))
    sheet, key = (text(pdf_of(made, (part,), "a4"), tmp_path) for part in ("handout", "key"))
    for place, line in enumerate(made.lines):
        assert f"= {line.answer}" in key
        worked = line.worked.replace("²", "")
        assert (worked in sheet.replace("2 =", " =")) or place >= made.given or worked == line.answer
    assert f"= {made.lines[-1].worked}" not in sheet
    assert "Name:" in sheet
    assert "Name:" not in key


def test_a_key_without_blanks_is_the_whole_sheet() -> None:
    made = replace(nice_handout(EXPERIMENT, HandoutWish()), blanks=0)
    assert made.given == len(made.lines)
    assert pages(pdf_of(made, ("handout",), "a4")) == 1
