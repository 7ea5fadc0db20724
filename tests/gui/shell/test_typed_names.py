"""What the user typed stays as it was typed, in every notation: names of runs, bookmarks, files, columns, classes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from core.data.examples import of_classes, of_numbers
from core.data.own import OwnData, own_data
from core.exchange.notations import load_notation
from core.exchange.scenes import load_scene
from core.expressions import ExpressionError, parse
from core.nn.losses import MeanSquaredError
from core.questions.example_class import ExampleClass
from core.training.bookmarks import Bookmark, Prediction
from core.words import unmarked
from gui.lenses.race.lens import RaceLens
from gui.shell.main_window import MainWindow
from gui.widgets.notated import spell
from tests.core.questions.asking import found, situation, trained
from tests.gui.conftest import MakeWindow
from tests.gui.driving import run_to
from tests.gui.letters import said_by
from tests.gui.races import race
from tests.gui.saving import finish
from tests.gui.shell.test_letters import calm, lens_of, painted

__all__ = ["painted"]
TYPED = "α dZ ŷ"
NIELSEN = load_notation("nielsen")
CHANGED = NIELSEN.text(TYPED)
"""What no part of the program says: what would become of it."""


def data_of(kind: str) -> OwnData:
    """Return a table whose columns and classes have such names."""
    rows = np.linspace(-1.0, 1.0, 40)
    x, inputs = np.stack([rows, rows**2, rows**3]), tuple(f"{TYPED} {place}" for place in range(3))
    if kind == "numbers":
        return own_data(f"{TYPED}.csv", inputs, (f"{TYPED} 4", f"{TYPED} 5"), (), of_numbers(x, x[:2]))
    classes = tuple(f"{TYPED} class {place}" for place in range(2))
    return own_data(f"{TYPED}.csv", inputs, f"{TYPED} 4", classes, of_classes(x, (rows > 0.0).astype(np.int64)))


def mark_all(qtbot: QtBot, window: MainWindow, folder: Path, kind: str) -> None:
    """Have a race, bookmark and file with such names."""
    session = window.session
    loss = MeanSquaredError() if kind == "numbers" else session.experiment.loss
    session.edit(replace(session.experiment, data=data_of(kind), features=(), standardise=True, loss=loss))
    finish(qtbot, window)
    race(window, qtbot, "alpha", 0.1, 1.0)
    run_to(qtbot, window, 6)
    assert session.frame is not None
    session.rename(session.frame.ghosts[0], f"{TYPED} run")
    told = Prediction("Does the loss fall?", ("yes", "no"), (3, 1), 0, "It fell.")
    session.set_bookmarks(session.run, (Bookmark(3, f"{TYPED} mark", (told,)),))
    finish(qtbot, window)
    window.files.save_to(folder / f"{TYPED}.toml")
    finish(qtbot, window)


def in_menus(window: MainWindow) -> Iterator[str]:
    """Yield what menus, tooltips and fields of the timeline and the files say once they are in the notation."""
    timeline, file = window.timeline, window.transport.file.menu()
    (bookmark,) = window.session.run.bookmarks
    file.aboutToShow.emit()
    menus = [timeline.marks.menu_of(bookmark), *map(timeline.ghosts.menu_of, timeline.ghosts.runs), file]
    for menu in menus:
        spell(menu, window.look.notation)
        for action in menu.actions():
            yield from (action.text(), action.toolTip())
    for flag in timeline.marks.flags:
        yield timeline.help_text(flag.area.center(), flag.mark)
    for branch in timeline.ghosts.branches(timeline.line, window.session.run):
        yield timeline.help_text(branch.tag.center())
    timeline.marks.name(bookmark)
    yield from (field.text() for field in timeline.findChildren(QLineEdit))
    timeline.marks.name_field.drop()


@pytest.mark.slow  # all lenses of a window
@pytest.mark.parametrize("kind", ["classes", "numbers"])
def test_names_that_were_typed_stay(
    qtbot: QtBot, make_window: MakeWindow, painted: list[str], tmp_path: Path, kind: str
) -> None:
    window = make_window("xor-tanh", size=(1900, 1000), fresh=True)
    mark_all(qtbot, window, tmp_path, kind)
    window.set_look(replace(window.look, notation=NIELSEN))
    told: dict[str, str] = {}
    window.transport.scenes.showPopup()
    for place in range(len(window.lenses.pages)):
        if window.lenses.row.isTabVisible(place):
            window.lenses.row.setCurrentIndex(place)
            for phase in (0, window.session.experiment.layout.depth * 2 + 1):
                window.session.travel.go_to_phase(phase)
                calm(qtbot, window)
                qtbot.waitUntil(lambda: not window.spoken.pending)
                painted.clear()
                window.grab()
                told |= {text: who for who, text in (*(("painted", text) for text in painted), *said_by(window))}
    window.transport.scenes.hidePopup()
    told |= dict.fromkeys(in_menus(window), "menu")
    assert not {text: who for text, who in told.items() if CHANGED in text}
    kept = [text for text in told if TYPED in text]
    for part in ("run", "mark", "toml", "0", "4"):
        assert any(f"{TYPED} {part}" in text or f"{TYPED}.{part}" in text for text in kept), part
    lens = lens_of(window, RaceLens)
    calm(qtbot, window)
    names = [row.standing.run.name for row in lens.table.rows if row.standing is not None]
    assert any("α" in name and TYPED not in name for name in names)  # the program's own
    assert any("η 1" in text for text in told)


def test_a_class_is_asked_for_by_its_name() -> None:
    experiment = replace(load_scene("xor-tanh").experiment, data=data_of("classes"), features=())
    where, kind = situation(trained(experiment, 3), at=3), ExampleClass()
    question = kind.ask(where)
    texts = [question.words, *(option.words for option in question.options), found(kind, question, where).words]
    assert all(TYPED in NIELSEN.text(text) for text in texts)


@pytest.mark.parametrize("text", ["dZ + z", "ŷ²", "sin(alpha", "1/w", "3 W z", "z = ŷ"])
@pytest.mark.parametrize("book", ["nielsen", "goodfellow", "d2l"])
def test_a_refused_formula_is_quoted_as_it_was_typed(text: str, book: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text, ("z",))
    plain = re.findall("“(.*?)”", str(refused.value))
    assert plain
    assert re.findall("“(.*?)”", unmarked(load_notation(book).text(refused.value.words))) == plain


@pytest.mark.slow
def test_a_fault_in_a_file_names_its_keys_as_they_stand_there(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('title = "T"\n[experiment]\ndata = "xor"\n[start]\n"w[9]1,1" = 1.0\n', "utf-8")
    window = make_window("xor-tanh", fresh=True)
    window.set_look(replace(window.look, notation=NIELSEN))
    said: list[str] = []
    window.session.message.connect(lambda message: said.append(message.text))
    window.files.open_file(path)
    qtbot.waitUntil(lambda: bool(said))
    assert unmarked(NIELSEN.text(said[-1])) == unmarked(said[-1])
    assert "broken.toml" in said[-1]
