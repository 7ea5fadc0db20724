"""Scene files: all load, what they claim is run, and broken ones say where."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from core.exchange.experiments import CATALOGUES, experiment_from, experiment_to
from core.exchange.pace import RATES, pace_from, pace_to
from core.exchange.scenes import (
    DEFAULT_SCENE,
    FOLDER,
    GROUPS,
    YOURS,
    BrokenScene,
    in_groups,
    load_scene,
    read_scene,
    scene_names,
)
from core.nn.activations import HIDDEN_ACTIVATIONS
from core.training.evaluation import Evaluation, evaluate
from core.training.loop import advance
from core.training.problem import prepare
from tests.core.samples import SMALL, THREE, entries, title, with_hidden

NAMES = scene_names()


def result(name: str, iterations: int | None = None) -> Evaluation:
    """Return how good a scene is after its iterations."""
    scene = load_scene(name)
    problem = prepare(scene.experiment)
    last = advance(problem, problem.start(), iterations or scene.end, key_stride=10**9).snapshot
    return evaluate(problem, last.theta, last.iteration)


def test_the_default_scene_comes_first() -> None:
    assert NAMES[0] == DEFAULT_SCENE
    assert len(NAMES) == len(list(FOLDER.glob("*.toml")))


@pytest.mark.parametrize("name", NAMES)
def test_every_scene_says_in_two_sentences_what_it_is_about(name: str) -> None:
    scene = load_scene(name)
    assert len(re.findall(r"[.?!](?:\s|$)", scene.text)) == 2
    assert len(scene.text) < 330


def test_scenes_are_grouped_as_they_are_taught() -> None:
    groups = in_groups(map(load_scene, NAMES))
    assert list(groups) == list(GROUPS)
    assert [group for group, scenes in groups.items() if not scenes] == [YOURS]
    assert [scene.name for scene in groups["slopes"]] == ["pigs", "farm-costs", "function-lab", "article-descent"]
    for scenes in groups.values():
        assert [scene.place for scene in scenes] == list(range(1, len(scenes) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_every_scene_loads_and_steps(name: str) -> None:
    scene = load_scene(name)
    assert scene.title
    assert scene.text.endswith((".", "?", "!"))
    assert experiment_from(experiment_to(scene.experiment)) == scene.experiment
    problem = prepare(scene.experiment)
    assert advance(problem, problem.start(), 10).stopped is None


def test_the_article_has_its_numbers() -> None:
    scene = load_scene("article-circles")
    assert scene.experiment.layout.sizes == (2, 4, 6, 6, 4, 1)
    assert (scene.experiment.train_size, scene.experiment.batches, scene.end) == (900, 29, 50 * 29)


@pytest.mark.parametrize("name", NAMES)
def test_every_scene_says_how_fast_it_is_watched_and_where_it_ends(name: str) -> None:
    content = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert {"pace", "end"} <= set(content)
    scene = load_scene(name)
    assert 8.0 <= scene.end / scene.pace <= 40.0  # seconds: a class looks on, and does not wait


def test_the_articles_run_takes_half_a_minute() -> None:
    scene = load_scene("article-circles")
    assert scene.end / scene.pace == pytest.approx(30.0, abs=2.0)


@pytest.mark.parametrize("rate", RATES)
def test_a_pace_is_read_as_it_is_written(rate: float) -> None:
    assert pace_from(pace_to(rate)) == rate


def test_files_of_version_0_1_have_their_end_under_its_older_name(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text(HEAD.replace("end", "iterations") + "[experiment]\n", encoding="utf-8")
    scene = read_scene(path)
    assert (scene.end, scene.pace) == (10, math.inf)


def test_circles_are_learned() -> None:
    assert result("article-circles").test_accuracy >= 0.99


def test_lines_cannot_part_the_circles() -> None:
    assert 0.4 <= result("linear-cannot").test_accuracy <= 0.65


def test_xor_is_learned() -> None:
    assert result("xor-tanh").test_accuracy >= 0.9


def test_moons_get_better_slowly() -> None:
    start, later = result("article-moons", 1), result("article-moons", 100)
    assert later.train_loss < start.train_loss


EVERY_CHOICE = [
    replace(THREE if key == "data" else SMALL, **{key: entry})
    for key, catalogue in CATALOGUES.items()
    if key not in ("data", "loss")
    for entry in entries(catalogue)
]


@pytest.mark.parametrize(
    "experiment",
    [
        *EVERY_CHOICE,
        *(with_hidden(SMALL, g) for g in entries(HIDDEN_ACTIVATIONS)),
        *(SMALL.with_data(data, 0.2) for data in entries(CATALOGUES["data"])),
        *(THREE.with_loss(loss) for loss in entries(CATALOGUES["loss"])),
        replace(SMALL, clip_norm=0.1, seed=9, batch_size=30),
    ],
    ids=lambda e: title(e.data),
)
def test_a_table_makes_the_same_experiment(experiment: object) -> None:
    assert experiment_from(experiment_to(experiment)) == experiment  # type: ignore[arg-type]


HEAD = 'title = "T"\ntext = "T."\nend = 10\n'
BROKEN = {
    "no TOML": (HEAD + "[experiment]\nseed = = 3\n", ("line 5",)),
    "key twice": (HEAD + "[experiment]\nseed = 1\nseed = 2\n", ("line 6",)),
    "open text": ('title = "T\n', ("line 1",)),
    "empty": ("", ("title", "is missing")),
    "no experiment": (HEAD, ("experiment", "is missing")),
    "experiment is a number": (HEAD + "experiment = 3\n", ("experiment", "table")),
    "title is a number": (HEAD.replace('"T"', "3", 1) + "[experiment]\n", ("title", "must be text")),
    "no end": (HEAD.replace("end = 10\n", "") + "[experiment]\n", ("end", "is missing")),
    "end is a text": (HEAD.replace("10", '"10"') + "[experiment]\n", ("end", "whole number")),
    "end is true": (HEAD.replace("10", "true") + "[experiment]\n", ("end", "whole number")),
    "end is the start": (HEAD.replace("10", "0") + "[experiment]\n", ("end", "1 to 10,000,000")),
    "two ends": (HEAD + "iterations = 10\n[experiment]\n", ("iterations", "title, text, group, place, end")),
    "pace is none of the speeds": (HEAD + "pace = 3\n[experiment]\n", ("pace", "1, 2, 5, 10, 25", '"full"', "not 3")),
    "pace is a word": (HEAD + 'pace = "quick"\n[experiment]\n', ("pace", "not 'quick'")),
    "pace is true": (HEAD + "pace = true\n[experiment]\n", ("pace", "not True")),
    "pace is a list": (HEAD + "pace = [1]\n[experiment]\n", ("pace", "not [1]")),
    "unknown key": (
        HEAD + "speed = 3\n[experiment]\n",
        (
            "speed",
            "title, text, group, place, end, pace, start, follow, notation, views, question, bookmark, experiment",
        ),
    ),
    "unknown group": (HEAD + 'group = "fun"\n[experiment]\n', ("group", "slopes, neurons", "fun")),
    "group is a list": (HEAD + "group = []\n[experiment]\n", ("group", "slopes, neurons")),
    "place is a text": (HEAD + 'place = "first"\n[experiment]\n', ("place", "whole number")),
    "unknown setting": (HEAD + "[experiment]\nepochs = 3\n", ("epochs", "optimizer")),
    "unknown optimiser": (HEAD + '[experiment]\noptimizer = "adamm"\n', ("optimizer", "adamm", "sgd, momentum")),
    "unknown data": (HEAD + '[experiment]\ndata = "moon"\n', ("data", "circles, moons")),
    "unknown rate": (HEAD + '[experiment]\noptimizer = { name = "sgd", rate = 1 }\n', ("rate", "alpha")),
    "rate is a text": (HEAD + '[experiment]\noptimizer = { name = "sgd", alpha = "x" }\n', ("alpha", "number")),
    "rate is below 0": (HEAD + '[experiment]\noptimizer = { name = "sgd", alpha = -1 }\n', ("alpha", "above 0")),
    "rate is huge": (HEAD + f'[experiment]\noptimizer = {{ name = "sgd", alpha = 1{"0" * 400} }}\n', ("alpha",)),
    "number beyond reading": (HEAD + f"[experiment]\nseed = 1{'0' * 5000}\n", ("TOML",)),
    "name is a list": (HEAD + '[experiment]\nloss = { name = ["huber"] }\n', ("loss", "huber")),
    "choice is a number": (HEAD + "[experiment]\nschedule = 3\n", ("schedule", "a name")),
    "batch too large": (HEAD + "[experiment]\nbatch_size = 901\n", ("batch_size", "1 to 900")),
    "batch is a word": (HEAD + '[experiment]\nbatch_size = "half"\n', ("batch_size", "whole number")),
    "seed is no number": (HEAD + "[experiment]\nseed = 1.5\n", ("seed", "whole number")),
    "share is a percentage": (HEAD + "[experiment]\ntest_share = 10\n", ("test_share", "between 0 and 100")),
    "network is a list": (HEAD + "[experiment]\nnetwork = [4, 6]\n", ("network", "hidden")),
    "layers are numbers": (HEAD + "[experiment.network]\nhidden = [4, 6]\n", ("hidden", "units = 4")),
    "layers are one number": (HEAD + "[experiment.network]\nhidden = 4\n", ("hidden", "list")),
    "layer without activation": (HEAD + "[experiment.network]\nhidden = [{ units = 4 }]\n", ("hidden", "activation")),
    "layer with more": (
        HEAD + '[experiment.network]\nhidden = [{ units = 4, activation = "relu", bias = 1 }]\n',
        ("bias", "units, activation"),
    ),
    "units are a text": (
        HEAD + '[experiment.network]\nhidden = [{ units = "4", activation = "relu" }]\n',
        ("units", "whole number"),
    ),
    "unknown activation": (
        HEAD + '[experiment.network]\nhidden = [{ units = 4, activation = "rely" }]\n',
        ("activation", "relu"),
    ),
    "softmax inside": (
        HEAD + '[experiment.network]\nhidden = [{ units = 4, activation = "softmax" }]\n',
        ("activation", "output layer only"),
    ),
    "loss and output do not fit": (HEAD + '[experiment.network]\noutput = "tanh"\n', ("loss", "sigmoid")),
    "question is a word": (HEAD + 'question = "next_loss"\n[experiment]\n', ("line 4", "question", "[question]")),
    "unknown question": (HEAD + '[experiment]\n[question]\nname = "mood"\n', ("question", "mood", "next_loss, weight")),
    "question without a name": (HEAD + "[experiment]\n[question]\nat = 3\n", ("line 5", "question", "name")),
    "question before the start": (
        HEAD + '[experiment]\n[[question]]\nat = -1\nname = "landing"\n',
        ("line 6", "at", "from 0 to", "-1"),
    ),
    "unknown setting of a question": (
        HEAD + '[experiment]\n[[question]]\nname = "leader"\nstep = 3\n',
        ("line 7", "step", "steps"),
    ),
    "setting of a question out of bounds": (
        HEAD + '[experiment]\nseed = 3\n\n[[question]]\nname = "leader"\nsteps = 0\n',
        ("line 9", "steps", "at least 1"),
    ),
    "question about a network in a scene of a function": (
        HEAD + '[function]\nname = "parabola"\n[question]\nname = "leader"\n',
        ("question", "leader", "landing"),
    ),
    "bookmark without a name": (HEAD + "[experiment]\n[[bookmark]]\niteration = 3\n", ("name", "text")),
    "bookmark nowhere": (HEAD + '[experiment]\n[bookmark]\nname = "x"\niteration = 0.5\n', ("line 7", "whole number")),
    "bookmark with more": (HEAD + '[experiment]\n[bookmark]\ncolour = "red"\n', ("line 6", "iteration, name")),
    "prediction of one answer": (
        HEAD + '[experiment]\n[bookmark]\niteration = 3\nname = "x"\nprediction = { answers = ["a"] }\n',
        ("line 8", "answers", "2 to 4 texts"),
    ),
    "tally that does not fit": (
        HEAD
        + '[experiment]\n[bookmark]\niteration = 3\nname = "x"\n[bookmark.prediction]\nquestion = "?"\ntruth = "."\n'
        + 'answers = ["a", "b"]\ntally = [1, 2, 3]\n',
        ("line 12", "tally", "2 counts"),
    ),
    "right answer that is none": (
        HEAD
        + '[experiment]\n[bookmark]\niteration = 3\nname = "x"\n[bookmark.prediction]\nquestion = "?"\ntruth = "."\n'
        + 'answers = ["a", "b"]\ntally = [1, 2]\nright = 2\n',
        ("line 13", "right", "0 to 1"),
    ),
    "nested beyond reading": (HEAD + f"[experiment]\nseed = {'[' * 20_000}\n", ("TOML",)),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_files_say_where_and_why(case: str, tmp_path: Path) -> None:
    content, words = BROKEN[case]
    path = tmp_path / "broken.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BrokenScene) as refused:
        read_scene(path)
    assert str(refused.value).startswith(str(path))
    for word in words:
        assert word in str(refused.value)


def test_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "Grün"'.encode("latin-1"))
    with pytest.raises(BrokenScene, match=r"latin\.toml: is not UTF-8 text \(byte 11\)"):
        read_scene(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(BrokenScene, match=r"gone\.toml: cannot be read: No such file"):
        read_scene(tmp_path / "gone.toml")
    with pytest.raises(BrokenScene, match=r"is a folder, no file that can be read"):
        read_scene(tmp_path)
    with pytest.raises(BrokenScene, match=r"There is no scene “nothing”\. The scenes are: article-circles, "):
        load_scene("nothing")


def test_full_means_all_training_examples(tmp_path: Path) -> None:
    path = tmp_path / "full.toml"
    path.write_text(HEAD + '[experiment]\nbatch_size = "full"\ntest_share = 0.25\ndata = "xor"\n', encoding="utf-8")
    assert read_scene(path).experiment.batch_size == 750
