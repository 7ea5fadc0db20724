"""Experiments as files: what is written is read again, to the bit; what cannot be is refused, and nothing is lost."""

from __future__ import annotations

import errno
import math
import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.boundary import TypedBoundary
from core.data.csv_reader import read
from core.data.drawn import draft_of
from core.data.examples import of_numbers
from core.data.features import FEATURES
from core.data.guess import guess
from core.data.own import OwnData, own_data
from core.data.tables import from_table
from core.exchange import own_data as own_data_in_files
from core.exchange.experiments import CATALOGUES
from core.exchange.files import NotSaved, save_scene, scene_to
from core.exchange.marks import PlannedQuestion
from core.exchange.scenes import BrokenScene, Scene, find_scene, load_scene, read_own, read_scene, scene_names
from core.exchange.toml import toml_lines
from core.functions.catalogue import FUNCTIONS
from core.functions.descent import Descent
from core.nn.activations import HIDDEN_ACTIVATIONS, Identity, Own
from core.nn.losses import MeanSquaredError
from core.questions.catalogue import QUESTIONS
from core.questions.landing import WalkLanding
from core.training.bookmarks import Bookmark, Bookmarks, Prediction
from core.training.experiment import Experiment
from core.training.loop import advance
from core.training.optimizers import OPTIMIZERS, Adam
from core.training.problem import prepare
from core.training.schedules import SCHEDULES
from tests.core.samples import SMALL, THREE, described, entries, extremes, title, with_hidden

PLAIN = st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.booleans())
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(), inner, max_size=15), max_leaves=60
)


def same(first: Any, second: Any) -> bool:
    """Tell whether two values are equal in kind and to the bit; texts as UTF-8 holds them."""
    if isinstance(first, dict):
        return list(first) == list(second) and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list):
        return len(first) == len(second) and all(map(same, first, second))
    return repr(first) == repr(second)


def sorted_keys(value: Any) -> Any:
    """Return a value with the keys of its tables in order: a file has headings after plain values."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(each) for each in value] if isinstance(value, list) else value


def to_toml(table: dict[str, Any]) -> str:
    return "\n".join(toml_lines(table))


@settings(max_examples=12)
@given(st.dictionaries(st.text(), VALUES))
@pytest.mark.slow
def test_what_is_written_is_read_again(table: dict[str, Any]) -> None:
    assert same(sorted_keys(tomllib.loads(to_toml(table))), sorted_keys(table))


def test_numbers_and_texts_at_their_ends() -> None:
    table = {"a": [0.1, -0.0, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, 1e16, 1e-5], "b": True, "c": 1}
    texts = {"t": 'quote " and """, back\\slash, tab\t, bell\x07, end\r\n', "": "\x7f\u2028\ufeff", "x.y z": "\n"}
    assert same(tomllib.loads(to_toml(table | texts)), table | texts)
    assert math.isnan(tomllib.loads(to_toml({"n": math.nan}))["n"])
    assert tomllib.loads(to_toml({"half": "gr\udcfcn"})) == {"half": "gr?n"}
    with pytest.raises(TypeError, match="None cannot be written"):
        to_toml({"a": [None]})


def round_trip(scene: Scene, folder: Path) -> Scene:
    save_scene(scene, folder / "again.toml")
    return replace(read_scene(folder / "again.toml"), name=scene.name)


def of(experiment: Experiment) -> Scene:
    return Scene("mine", "Mine", "Two lines:\nthis is the second.", 17, experiment)


@pytest.mark.parametrize("name", scene_names())
def test_every_scene(name: str, tmp_path: Path) -> None:
    scene = load_scene(name)
    assert round_trip(scene, tmp_path) == scene


LABELLED, NUMBERS = draft_of(SMALL.data).data(), draft_of(load_scene("sine-noise").experiment.data).data()
ROWS = (f"{k / 7};{k * k};{'red' if k % 3 else 'blue'};{3 * k}.25\n" for k in range(12))
TABLE = 'größe;"a ""b""";x.y;grade\n' + "".join(ROWS)


def table_data(also: bool) -> OwnData:
    table = read(TABLE, guess(TABLE, "utf-8"))
    if also:
        return from_table(table, "marks.csv", (0,), 3, "number", (1,))[0]
    return from_table(table, "marks.csv", (3, 0), 2, "classes")[0]


OWN = with_hidden(SMALL, Own(expression="max(0.01*z, z) + sin(2*pi*z)/7"))
NUMBERED = replace(
    SMALL,
    data=load_scene("sine-noise").experiment.data,
    loss=MeanSquaredError(),
    network=replace(SMALL.network, output=Identity()),
)
EXPERIMENTS = [
    *(SMALL.with_data(data, 0.2) for data in entries(CATALOGUES["data"])),
    *(with_hidden(SMALL, g) for g in (*entries(HIDDEN_ACTIVATIONS), *extremes(HIDDEN_ACTIVATIONS))),
    *(THREE.with_loss(loss) for loss in (*entries(CATALOGUES["loss"]), *extremes(CATALOGUES["loss"]))),
    *(
        replace(SMALL, **{key: entry})
        for key in ("optimizer", "schedule", "initializer", "regularizer")
        for entry in (*entries(CATALOGUES[key]), *extremes(CATALOGUES[key]))
    ),
    OWN,
    replace(OWN, network=replace(OWN.network, hidden=())),
    replace(SMALL, features=tuple(name for name in FEATURES), standardise=True, clip_norm=0.1 + 0.2, seed=2**31 - 1),
    replace(SMALL, data=TypedBoundary(points=50, boundary="x**3 - x/2", noise=0.0)),
    SMALL.with_data(LABELLED, 0.3),
    SMALL.with_data(replace(LABELLED, seed=7), 0.3),
    NUMBERED.with_data(NUMBERS, 0.3),
    SMALL.with_data(table_data(also=False), 0.3),
    NUMBERED.with_data(table_data(also=True), 0.3),
]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: title(e.data))
def test_every_experiment(experiment: Experiment, tmp_path: Path) -> None:
    again = round_trip(of(experiment), tmp_path)
    assert again == of(experiment)
    assert again.experiment.data.class_names == experiment.data.class_names
    assert again.experiment.data.targets == experiment.data.targets
    assert again.experiment.data.title == experiment.data.title


@pytest.mark.parametrize("experiment", EXPERIMENTS[-3:], ids=lambda e: title(e.data))
def test_own_data_train_the_same_to_the_bit(experiment: Experiment, tmp_path: Path) -> None:
    again = round_trip(of(experiment), tmp_path).experiment
    assert again.data is not experiment.data
    first, second = (advance(prepare(e), prepare(e).start(), 20).snapshot for e in (experiment, again))
    assert first.state.tobytes() == second.state.tobytes()


@pytest.mark.parametrize("optimizer", [*entries(OPTIMIZERS), *extremes(OPTIMIZERS)], ids=described)
def test_every_optimiser_on_a_function(optimizer: Any, tmp_path: Path) -> None:
    scene = Scene("mine", "Mine", "Mine.", 1, descent=Descent("valley", optimizer=optimizer))
    assert round_trip(scene, tmp_path) == scene


@pytest.mark.parametrize(
    "descent",
    [
        *(Descent(name) for name in FUNCTIONS),
        *(Descent(schedule=schedule) for schedule in entries(SCHEDULES)),
        Descent("own", "x**2 + sin(3*x)", start=(0.1 + 0.2,), ranges=((-1.0, 1e3),)),
        Descent("own", "x**2*y", optimizer=Adam(alpha=0.3), start=(1.0, -2.0), ranges=((-3.0, 4.0), (-1.0, 0.5))),
    ],
    ids=lambda d: f"{d.name} {d.schedule.name}",
)
def test_every_function(descent: Descent, tmp_path: Path) -> None:
    scene = Scene("mine", "Mine", "Mine.", 1, descent=descent)
    assert round_trip(scene, tmp_path) == scene


def test_parameters_that_start_elsewhere_and_who_is_followed(tmp_path: Path) -> None:
    start = tuple((index, (0.1 + 0.2, -0.0, 1e-300)[index % 3]) for index in range(SMALL.layout.parameters))
    scene = replace(of(SMALL), start=start, follow=(0.25, -1.5))
    again = round_trip(scene, tmp_path)
    assert again == scene
    assert repr(again.start) == repr(scene.start)


ASKED = [PlannedQuestion(7 * n, kind()) for n, kind in enumerate(QUESTIONS.values())]
LANDED = Prediction("Where?\n“There”", ("left", "right"), (3, 14), 1, "It went right.")
LEVEL = Prediction("Who?", ("a", "b", "c"), (0, 0, 0), None, "They are level.")


@pytest.mark.parametrize("questions", [(), tuple(ASKED[:1]), tuple(ASKED)], ids=len)
@pytest.mark.parametrize(
    "bookmarks",
    [
        (),
        (Bookmark(3, "start"),),
        (Bookmark(0, "start", (LANDED,)), Bookmark(9, "later"), Bookmark(80, "end", (LANDED, LEVEL))),
    ],
    ids=len,
)
def test_questions_and_bookmarks_with_predictions(
    questions: tuple[PlannedQuestion, ...], bookmarks: Bookmarks, tmp_path: Path
) -> None:
    scene = replace(of(SMALL), questions=questions, bookmarks=bookmarks)
    assert round_trip(scene, tmp_path) == scene


def test_a_question_about_a_function(tmp_path: Path) -> None:
    scene = Scene("mine", "Mine", "Mine.", 1, descent=Descent(), questions=(PlannedQuestion(4, WalkLanding()),))
    assert round_trip(scene, tmp_path) == scene


def test_a_file_of_ones_own_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    save_scene(of(OWN), path)
    assert find_scene(str(path)) == read_own(path) == replace(of(OWN), name=str(path.resolve()))
    assert find_scene("digits") == load_scene("digits")
    with pytest.raises(BrokenScene, match=r"none\.toml: cannot be read: No such file"):
        find_scene(str(tmp_path / "none.toml"))
    with pytest.raises(BrokenScene, match=r"The scenes are: .* For a file of your own, give its path"):
        find_scene("none")


def test_what_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    save_scene(of(SMALL), path)
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for what in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, what, full)
            with pytest.raises(NotSaved, match=r"“mine\.toml” cannot be written .*No space left.*another folder"):
                save_scene(of(OWN), path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match=r"cannot be written in the folder .*nowhere: No such file or directory\."):
        save_scene(of(SMALL), tmp_path / "nowhere" / "mine.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(NotSaved, match="there is a folder of this name"):
        save_scene(of(SMALL), tmp_path / "folder.toml")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.toml"]


@pytest.mark.skipif(os.name == "nt", reason="links and permissions are another matter there")
def test_links_and_permissions_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "mine.toml", tmp_path / "link.toml"
    path.write_text("", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    save_scene(of(SMALL), link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert read_scene(path).experiment == SMALL


def test_more_than_a_file_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.zeros((1, 500_001))
    scene = of(
        NUMBERED.with_data(
            own_data("huge.csv", ("a",), ("b", "c", "d"), (), of_numbers(x, np.zeros((3, 500_001)))), 0.2
        )
    )
    with pytest.raises(NotSaved, match=r"huge\.csv has 500,001 rows in 4 columns; .* Choose fewer columns"):
        save_scene(scene, tmp_path / "huge.toml")
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr("core.exchange.archive.MAX_TEXT", 10)
    save_scene(of(SMALL), tmp_path / "small.toml")
    with pytest.raises(BrokenScene, match="too large"):
        read_scene(tmp_path / "small.toml")


def test_a_file_that_is_not_to_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.toml"
    save_scene(of(SMALL), path)
    before = path.read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests may be allowed everything
    with pytest.raises(NotSaved, match=r"“mine\.toml” cannot be written .*Permission denied.*under another name"):
        save_scene(of(OWN), path)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="links are another matter there")
def test_a_link_to_itself_and_a_name_that_is_too_long(tmp_path: Path) -> None:
    link = tmp_path / "circle.toml"
    link.symlink_to(link)
    with pytest.raises(BrokenScene, match="symbolic links"):
        read_own(link)
    save_scene(of(SMALL), link)
    assert read_scene(link).experiment == SMALL
    with pytest.raises(NotSaved, match=r"“x{59}…” cannot be written .*name too long"):
        save_scene(of(SMALL), tmp_path / f"{'x' * 300}.toml")


def test_what_an_editor_or_another_system_makes_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "MINE.TOML"
    save_scene(replace(of(SMALL), title=" Two\nlines "), path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").replace(b"= inf", b"= 3"))
    again = find_scene(str(path))
    assert again.title == "Two lines"
    assert again.experiment == replace(SMALL, clip_norm=3.0)
    assert type(again.experiment.clip_norm) is float


@pytest.mark.parametrize("where", ["clip_norm = inf", "start", "follow"])
def test_whole_numbers_beyond_floats(where: str, tmp_path: Path) -> None:
    path, huge = tmp_path / "huge.toml", f"1{'0' * 400}"
    save_scene(of(SMALL), path)
    text = path.read_text(encoding="utf-8")
    if where in text:
        text = text.replace(where, f"clip_norm = {huge}")
    else:
        text = {"start": f'start = {{"b[1]1" = {huge}}}', "follow": f"follow = [{huge}, 0.0]"}[where] + "\n" + text
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenScene, match=r"huge\.toml: contains a number that is too large: at most 1\.8e\+308"):
        read_scene(path)


def broken(**changes: Any) -> dict[str, Any]:
    data = own_data_in_files.own_data_to(LABELLED)
    data["targets"] = [{**data["targets"][0], **changes.pop("target", {})}]
    data["inputs"] = [{**data["inputs"][0], **changes.pop("input", {})}, data["inputs"][1]]
    return {**data, **changes}


ZEROS = [0.0] * 40
BROKEN = {
    "unknown key": (broken(rows=3), ("rows", "label, seed")),
    "no inputs": (broken(inputs=[]), ("inputs", "one or more columns")),
    "inputs are numbers": (broken(inputs=[1, 2]), ("inputs", "values = ")),
    "a key of a column": (broken(input={"unit": "h"}), ("unit", "name, values")),
    "a column without a name": (broken(input={"name": 3}), ("name", "must be text")),
    "no values": (broken(input={"values": 3}), ("values", "“x₁” needs a list")),
    "few values": (broken(input={"values": [1.0, 2.0]}), ("values", "these have 2 and 40")),
    "a word": (broken(input={"values": ["one", *ZEROS[1:]]}), ("values", "“x₁” must be numbers; row 1 has", "one")),
    "a truth value": (broken(input={"values": [*ZEROS[1:], True]}), ("values", "row 40 has True")),
    "not finite": (broken(input={"values": [0.0, math.inf, *ZEROS[2:]]}), ("values", "row 2")),
    "beyond floats": (broken(input={"values": [10**400, *ZEROS[1:]]}), ("values", "finite", "row 1")),
    "no such class": (broken(target={"values": [0, 2, *([1] * 38)]}), ("values", "0 to 1; row 2 has 2")),
    "a class beyond all": (broken(target={"values": [1e308, *([1] * 39)]}), ("values", "row 1 has 1e+308")),
    "half a class": (broken(target={"values": [0.5, *([1] * 39)]}), ("values", "row 1 has 0.5")),
    "one class": (broken(target={"classes": ["all"]}), ("classes", "2 to 64 names")),
    "classes are numbers": (broken(target={"classes": [1, 2]}), ("classes", "names")),
    "a label that is none": (broken(label=[1]), ("label", "text")),
    "a seed that is none": (broken(seed=-1), ("seed", "at least 0")),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_own_data_say_where(case: str, tmp_path: Path) -> None:
    data, words = BROKEN[case]
    table = scene_to(of(SMALL.with_data(LABELLED, 0.3)))
    table["experiment"]["data"] = data
    path = tmp_path / "broken.toml"
    path.write_text(to_toml(table), encoding="utf-8")
    with pytest.raises(BrokenScene) as refused:
        read_scene(path)
    assert re.match(rf"{re.escape(str(path))}: (line \d+, )?key “{words[0]}”: ", str(refused.value))
    for word in words[1:]:
        assert word in str(refused.value)
