"""Experiments with their runs as files: what is read goes on as what was written would have, to the bit."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from core.analysis.planes import RandomDirections
from core.analysis.scope import ScopeChoice
from core.analysis.sight import Cell, LitPath, Sight
from core.data.examples import of_classes
from core.data.own import own_data
from core.exchange.files import NotSaved
from core.exchange.page_state import PageState
from core.exchange.scenes import BrokenScene, Scene, load_scene, read_scene
from core.exchange.standing import LessonPlace, Standing, WalkPlace
from core.exchange.standing_files import read_standing, save_standing
from core.training.bookmarks import Bookmark, Prediction
from core.training.breakpoints import AtIteration, Breakpoints, LossBelow
from core.training.history import KEY_OVERHEAD
from core.training.loop import Divergence, Progress, advance
from core.training.optimizers import Adam
from core.training.problem import prepare
from core.training.run import Run, replay
from core.training.saved_run import saved_run
from core.training.snapshot import Snapshot
from tests.core.samples import SMALL, same
from tests.core.training.test_forks import MOVES, PARAMETERS, Class

SCENE = Scene("mine", "Mine", "", 100, SMALL)


def through_a_file(standing: Standing, folder: Path) -> Standing:
    save_standing(standing, folder / "mine.chalkgrad")
    return read_standing(folder / "mine.chalkgrad")


def alike(first: Progress, second: Progress) -> bool:
    """Tell whether two ways on are equal to the bit."""
    arrays = all(
        getattr(first, name).tobytes() == getattr(second, name).tobytes() for name in ("batch_loss", "gradient_norm")
    )
    keys = len(first.keys) == len(second.keys) and all(map(same, first.keys, second.keys))
    return arrays and keys and repr(first.evaluations) == repr(second.evaluations)


def equal(run: Run, again: Run) -> None:
    """Assert that two runs have the same past, and the same future."""
    history, other = run.history, again.history
    assert (again.name, again.keeps_name, again.bookmarks) == (run.name, run.keeps_name, run.bookmarks)
    assert repr((again.segments, again.origin)) == repr((run.segments, run.origin))  # what training gave may be NaN
    assert other.batch_loss.tobytes() == history.batch_loss.tobytes()
    assert other.gradient_norm.tobytes() == history.gradient_norm.tobytes()
    assert other.evaluations.tobytes() == history.evaluations.tobytes()
    for iteration in range(history.end + 1):
        was, now = (replay(r.segments, r.history.nearest_key(iteration), iteration) for r in (run, again))
        assert same(was, now)
        assert was.passes == now.passes
    problem = prepare(run.experiment_at(history.end))
    assert alike(advance(problem, was, 20), advance(problem, now, 20))


@pytest.mark.slow
@given(moves=MOVES)
@settings(max_examples=60, deadline=None)
def test_any_runs_come_back_to_the_bit(moves: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    _comes_back(moves, tmp_path_factory.mktemp("kept"))


def test_runs_with_edits_forks_and_weights_set_by_hand_come_back_to_the_bit(tmp_path: Path) -> None:
    moves = [
        (20, ("edit", 0.5, {"batch_size": 3})),
        (9, ("set", 0.4, (2, 0.25))),
        (9, ("set", 0.4, (3, -0.0))),
        (12, ("edit", 1.0, {"optimizer": Adam(alpha=0.3)})),
        (5, ("activate", 0.0, None)),
    ]
    _comes_back(moves, tmp_path)


def _comes_back(moves: list[Any], folder: Path) -> None:
    room = Class()
    for steps, (move, where, what) in moves:
        room.go_on(steps)
        room.make_room()
        iteration = round(where * room.runs.active.history.end)
        if move == "edit":
            room.edit(iteration, what)
        elif move == "set":
            room.set_parameter(iteration, *what)
        else:
            room.runs.activate(room.runs.all[round(where * (len(room.runs.all) - 1))])
    few = 5 * (3 * 8 * PARAMETERS + KEY_OVERHEAD)
    runs = tuple(saved_run(run, memory=few) for run in room.runs.all)
    active = room.runs.all.index(room.runs.active)
    read = through_a_file(Standing(SCENE, runs=runs, active=active), folder)
    assert read.active == active
    for run, saved in zip(room.runs.all, read.runs, strict=True):
        equal(run, saved.run())
    again = through_a_file(replace(read, runs=tuple(saved_run(each.run(), memory=few) for each in read.runs)), folder)
    for run, saved in zip(room.runs.all, again.runs, strict=True):
        equal(run, saved.run())


def trained(steps: int = 30, **changes: Any) -> Run:
    run = Run(replace(SMALL, **changes))
    run.extend(advance(prepare(run.experiment_at(0)), run.history.keys[0], steps))
    return run


def test_where_one_is_comes_back_with_all_that_is_looked_at(tmp_path: Path) -> None:
    run = trained()
    run.bookmarks = (Bookmark(7, "seven", (Prediction("?", ("yes", "no"), (3, 4), None, "It did."),)),)
    stopped = Divergence(31, 30, None, "It grew.", True)
    here = run.history.keys[23]
    first, off = LossBelow(loss=0.25), AtIteration(iteration=40)
    standing = Standing(
        replace(SCENE, notation="nielsen", start=((3, 0.1),), bookmarks=run.bookmarks),
        "/home/mine.toml",
        (saved_run(run, here, races=True, stopped=stopped),),
        iteration=23,
        phase=4,
        sight=Sight((5, 2), (1, 0), True, (0.5, -1.0), 12, RandomDirections(seed=5), True, True),
        pointed=Cell("dw", 2, 1, 0),
        delta=1e-5,
        scope=ScopeChoice("example", 3),
        breakpoints=Breakpoints((first, off), frozenset({off})),
        lesson=LessonPlace(
            "01-pigs", "/lessons", 2, ((0, PageState(1, True, 2, frozenset({"deed"}), True, 3, 4, False)),)
        ),
    )
    read = through_a_file(standing, tmp_path)
    for name in ("scene", "file", "active", "iteration", "phase", "sight", "pointed", "delta", "scope", "breakpoints"):
        assert getattr(read, name) == getattr(standing, name), name
    assert read.lesson == standing.lesson
    (saved,) = read.runs
    assert saved.here is not None
    assert same(saved.here, here)
    assert (saved.races, saved.stopped, saved.bookmarks) == (True, stopped, run.bookmarks)
    assert read_scene(tmp_path / "mine.chalkgrad") == replace(standing.scene, name="mine")  # without its runs


L, SIZES = SMALL.layout.depth, SMALL.layout.sizes
ROUTE = LitPath(((0, 1), (1, SIZES[1]), (L, SIZES[L])), ((1, SIZES[1], 2), (L, 1, SIZES[L - 1])), PARAMETERS - 1)


@pytest.mark.parametrize(
    ("pointed", "back"),
    [
        (ROUTE, ROUTE),
        (replace(ROUTE, of=None), replace(ROUTE, of=None)),
        (replace(ROUTE, of=PARAMETERS), None),
        (replace(ROUTE, neurons=((L + 1, 1),)), None),
        (replace(ROUTE, neurons=((1, SIZES[1] + 1),)), None),
        (replace(ROUTE, connections=((0, 1, 1),)), None),
    ],
)
def test_the_path_that_is_lit_comes_back_if_there_is_one(
    pointed: LitPath, back: LitPath | None, tmp_path: Path
) -> None:
    read = through_a_file(Standing(SCENE, runs=(saved_run(trained(3)),), pointed=pointed), tmp_path)
    assert read.pointed == back


def test_a_walk_comes_back(tmp_path: Path) -> None:
    scene = load_scene("function-lab")
    assert scene.descent is not None
    walk = WalkPlace(replace(scene.descent, start=(0.125,)), 12, 30, 0, 1e-3, True, True, (Bookmark(3, "here"),))
    read = through_a_file(Standing(scene, walk=walk), tmp_path)
    assert (read.scene, read.walk, read.runs) == (scene, walk, ())


def test_data_of_ones_own_stand_in_the_file_once_for_all_edits(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=(2, 40))
    data = own_data("mine.csv", ("a", "b"), ("c",), ("no", "yes"), of_classes(x, (x[0] > 0).astype(int)))
    experiment = replace(SMALL, data=data)
    run = trained(10, data=data)
    run.edit(10, replace(experiment, batch_size=5))
    read = through_a_file(Standing(SCENE, runs=(saved_run(run),)), tmp_path)
    equal(run, read.runs[0].run())
    first, second = (segment.experiment.data for segment in read.runs[0].segments)
    assert first is second
    with zipfile.ZipFile(tmp_path / "mine.chalkgrad") as archive:
        assert sum(name.startswith("data-") for name in archive.namelist()) == 1


def test_few_keys_of_a_long_run_are_kept() -> None:
    run = trained(100)
    saved = saved_run(run, memory=20 * (3 * 8 * PARAMETERS + KEY_OVERHEAD))
    assert len(saved.keys) <= 20
    assert saved.end == 100
    equal(run, saved.run())


# What is refused


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Change the parts of a file."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def npy(array: Any) -> bytes:
    file = BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def in_state(before: str, after: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        text = parts["state.toml"].decode()
        assert before in text
        parts["state.toml"] = text.replace(before, after).encode()

    return change


BROKEN: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "newer": (in_state("version = 1", "version = 2"), r"newer version of Chalkgrad \(it has format 2.*Update"),
    "no state": (lambda parts: parts.pop("state.toml"), "has no part “state.toml”"),
    "no numbers": (lambda parts: parts.pop("run-1/states.npy"), "has no part “run-1/states.npy”"),
    "pickle": (lambda parts: parts.update({"run-1/states.npy": npy(np.array([{}]))}), "holds no numbers"),
    "short": (lambda parts: parts.update({"run-1/states.npy": npy(np.zeros(7))}), "do not have the shape of keys"),
    "flat records": (lambda parts: parts.update({"run-1/records.npy": npy(np.zeros(7))}), "do not have the shape"),
    "huge": (
        lambda parts: parts.update({"run-1/records.npy": npy(np.zeros((2, 9))).replace(b"(2, 9)", b"(9, 9)")}),
        "holds more numbers than it says, or fewer",
    ),
    "no place": (in_state("iteration = 23", "iteration = 2300"), "has reached the iteration"),
    "no run": (in_state("active = 0", "active = 3"), "must be the place of a run"),
    "other optimiser": (in_state('slots_of = ["adam"]', 'slots_of = ["sgd"]'), "does not fit the experiment"),
    "no optimiser": (in_state('slots_of = ["adam"]', 'slots_of = ["x"]'), "does not fit the experiment"),
    "stride": (in_state("key_stride = 1", "key_stride = 0"), "must begin at 0"),
    "other key": (in_state("phase = 0", "phase = 0\nstrange = 1"), "strange"),
    "kind": (in_state("phase = 0", "phase = [1]"), "phase.*whole number"),
    "deep": (in_state("phase = 0", "phase = 0\n" + ".".join("a" * 5_000) + " = 1"), "more than 32 parts"),
    "path": (in_state("phase = 0", "phase = 0\nlit.neurons = [[1, true]]"), "neurons.*must be a list of 2 whole"),
    "long path": (in_state("phase = 0", "phase = 0\nlit.connections = [[1, 1]]"), "connections.*list of 3 whole"),
    "no TOML": (in_state("phase = 0", "phase = = 0"), "state.toml.*is not valid TOML"),
    "binary": (lambda parts: parts.update({"state.toml": b"\xff\xfe"}), "not UTF-8"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_does_not_fit_is_refused_in_words(what: str, tmp_path: Path) -> None:
    path, (change, words) = tmp_path / "mine.chalkgrad", BROKEN[what]
    run = trained()
    save_standing(Standing(SCENE, runs=(saved_run(run, run.history.keys[23]),), iteration=23), path)
    rewritten(path, change)
    with pytest.raises(BrokenScene, match=f"mine.chalkgrad: .*({words})"):
        read_standing(path)


@pytest.mark.slow
def test_a_damaged_file_is_read_or_refused(tmp_path: Path) -> None:
    path, rng = tmp_path / "mine.chalkgrad", np.random.default_rng(18)
    save_standing(Standing(SCENE, runs=(saved_run(trained()),)), path)
    whole = path.read_bytes()
    refused = 0
    for _ in range(400):
        damaged = bytearray(whole[: int(rng.integers(len(whole)))] if rng.random() < 0.3 else whole)
        for place in rng.integers(0, max(1, len(damaged)), int(rng.integers(1, 8))):
            damaged[place : place + 1] = bytes([int(rng.integers(256))])
        path.write_bytes(damaged)
        try:
            read_standing(path)
        except BrokenScene:
            refused += 1
    assert refused > 200


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes of that kind")
def test_only_files_are_read_or_replaced(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.chalkgrad", tmp_path / "zero.toml"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    for path, words in ((pipe, "is a pipe"), (link, "is a device"), (tmp_path, "is a folder")):
        for read in (read_standing, read_scene):
            with pytest.raises(BrokenScene, match=words):
                read(path)
    for path, words in ((pipe, "there is a pipe of this name"), (link, "there is a device")):
        with pytest.raises(NotSaved, match=words):
            save_standing(Standing(SCENE), path)
        assert path.exists()


def test_a_zip_that_grows_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.exchange.archive.MAX_UNPACKED", 2**20)
    path = tmp_path / "mine.chalkgrad"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("experiment.toml", "w") as part:
        for _ in range(3):
            part.write(bytes(2**20))
    assert path.stat().st_size < 2**14
    for read in (read_standing, read_scene):
        with pytest.raises(BrokenScene, match="too large"):
            read(path)


def test_what_was_left_half_written_is_swept_at_the_next_save(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".0123456789ab.part", ".ba9876543210.part", ".mine.part"))
    for path in (old, young, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    save_standing(Standing(SCENE), tmp_path / "mine.chalkgrad")
    assert sorted(tmp_path.iterdir()) == sorted([young, other, tmp_path / "mine.chalkgrad"])


def test_a_snapshot_that_is_read_cannot_be_changed(tmp_path: Path) -> None:
    read = through_a_file(Standing(SCENE, runs=(saved_run(trained()),)), tmp_path)
    key: Snapshot = read.runs[0].keys[3]
    assert not key.state.flags.writeable


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is killed is forked")
def test_a_save_that_is_killed_leaves_the_old_file_or_the_new_one() -> None:
    command = [sys.executable, "-m", "tests.core.exchange.killing_saves", "50"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert "50 times the old file or the new one, whole" in ended.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="sizes of files are not limited like that there")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "mine.chalkgrad"
    save_standing(Standing(SCENE), path)
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, limits[1]))
        with pytest.raises(NotSaved, match=r"cannot be written in the folder .*: File too large\. Save it under"):
            save_standing(Standing(SCENE, runs=(saved_run(trained(200)),)), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
