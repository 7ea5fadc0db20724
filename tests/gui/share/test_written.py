"""Numbers, scripts and their data, made as the dialog and the command line make them."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.share.catalogue import EXPORTS
from gui.shell.sharing import source_of
from tests.gui.share.test_pictures import taken
from tests.gui.shared import MakeWindow

pytestmark = pytest.mark.folded("plots", "lenses")


@pytest.mark.parametrize("ending", [".csv", ".npz", ".py", ".ipynb"])
def test_everything_can_be_written(ending: str, make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window("xor-tanh")
    (export,) = [each for each in EXPORTS if ending in each.endings]
    names = list(export.things(source_of(window), ending))
    for what in (*names[:5], names[-1]):  # of matrices, some
        path = tmp_path / f"made-{what}{ending}"
        assert taken(window, qtbot, path, what) == ([path], ""), what
        content = path.read_bytes()
        assert str(tmp_path).encode() not in content, "it tells of the machine"
        match ending:
            case ".csv":
                assert len(content.splitlines()) >= 1
            case ".py":
                ast.parse(content)
            case ".ipynb":
                assert json.loads(content)["cells"]
            case ".npz":
                with np.load(path, allow_pickle=False) as stored:
                    assert stored.files


def test_data_of_a_table_travel_beside_the_script(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window, path, beside = make_window("digits"), tmp_path / "made.py", tmp_path / "made-data.npz"
    assert taken(window, qtbot, path, "numpy") == ([path, beside], "")
    with np.load(beside, allow_pickle=False) as stored:
        assert set(stored.files) == {"X", "Y", "X_test", "Y_test"}
    beside.write_bytes(b"mine")
    written, refusal = taken(window, qtbot, path, "numpy")
    assert (written, beside.read_bytes()) == ([], b"mine")
    assert "stands there already" in refusal


def test_where_the_script_cannot_be_written_no_data_are_either(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "made.py"
    path.mkdir()
    assert taken(make_window("digits"), qtbot, path, "numpy")[0] == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_its_place_is_left_alone(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    path.mkdir()
    written, refusal = taken(make_window("xor-tanh"), qtbot, path, "numpy")
    assert written == []
    assert "cannot be written: there is a folder of this name" in refusal
