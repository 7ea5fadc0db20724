"""Scenes: ready experiments with a name, one TOML file each."""

from __future__ import annotations

import math
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.data.dataset import Dataset
from core.data.datasets import DATASETS
from core.data.own import OwnData
from core.exchange.marks import MARKS, PlannedQuestion, marks_from
from core.exchange.own_data import own_data_from, own_data_to
from core.exchange.pace import FULL_SPEED, pace_from
from core.exchange.stage_views import FUNCTION_VIEWS, NETWORK_VIEWS, views_from
from core.exchange.toml import line_of
from core.expressions.names import short
from core.functions.descent import OWN, Descent, descent_from
from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITIALIZERS
from core.nn.losses import LOSSES
from core.nn.network import DenseLayer, Layout, Network
from core.nn.regularizers import REGULARIZERS
from core.training.bookmarks import Bookmarks
from core.training.experiment import Experiment
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import SCHEDULES

FOLDER = Path(__file__).parents[2] / "resources" / "scenes"
DEFAULT_SCENE, LAB = "article-circles", "function-lab"

CATALOGUES: dict[str, Mapping[str, Any]] = {
    "data": DATASETS,
    "initializer": INITIALIZERS,
    "loss": LOSSES,
    "regularizer": REGULARIZERS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}
NUMBERS = ("test_share", "standardise", "standardise_target", "clip_norm", "batch_size", "seed")
FULL_BATCH = "full"
MAX_END = 10_000_000
MAX_BYTES = 128 * 2**20
"""Most bytes of a file: more than the largest table that can be saved needs."""
SUFFIX = ".toml"
GROUPS = {
    "slopes": "Slopes",
    "neurons": "Neurons",
    "learning": "Learning",
    "trouble": "Trouble",
    "stories": "Data with a story",
    "yours": "Yours",
}
"""How scenes are grouped, in the order in which they are taught."""
YOURS = "yours"
KEYS = ("title", "text", "group", "place", "end", "pace", "start", "follow", "notation", "views", *MARKS)
OLDER_END = "iterations"
"""What files of version 0.1.0 call the end."""


class BrokenScene(ValueError):
    """A scene file that cannot be read; the message names file, line or key, and what would be right."""


@dataclass(frozen=True)
class Scene:
    """A ready experiment with its story.

    Attributes
    ----------
    end
        The iteration, or step, by which the scene has shown what it is about: a run rests there.
    experiment
        What is trained; the default experiment in a scene about a plain function, where nothing is trained.
    descent
        The descent on a plain function that the scene is about, without a network; else None.
    start
        Parameters that do not start at the seed's values: (index into θ, value) each.
    follow
        Inputs of the example that is followed at first; empty for none.
    pace
        Iterations per second at which it is first watched; ∞ for as fast as possible.
    notation
        The name of the notation it is shown in; empty for the user's own choice. There may be none of that name.
    questions
        What it asks before a deed, and when.
    bookmarks
        Iterations with a name, and what was predicted there.
    views
        What stands on the stage at first, by name; empty where the scene says nothing about it.
    group, place
        One of `GROUPS`, and its place in the order in which the group is taught.
    """

    name: str
    title: str
    text: str
    end: int
    experiment: Experiment = Experiment()
    descent: Descent | None = None
    start: tuple[tuple[int, float], ...] = ()
    follow: tuple[float, ...] = ()
    pace: float = math.inf
    notation: str = ""
    views: tuple[str, ...] = ()
    group: str = YOURS
    place: int = 0
    questions: tuple[PlannedQuestion, ...] = ()
    bookmarks: Bookmarks = ()


def scene_names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all scenes, the default one first."""
    names = sorted(path.stem for path in folder.glob("*.toml"))
    return sorted(names, key=lambda name: name != DEFAULT_SCENE)


def load_scene(name: str, folder: Path = FOLDER) -> Scene:
    """Return the scene of that name.

    Raises
    ------
    BrokenScene
        If there is no such scene (the message lists those that exist), or its file is broken.
    """
    names = scene_names(folder)
    if name not in names:
        own = f"For a file of your own, give its path, ending in {SUFFIX}."
        raise BrokenScene(f"There is no scene “{name}”. The scenes are: {', '.join(names)}. {own}")
    return read_scene(folder / f"{name}.toml")


def load_scenes(folder: Path = FOLDER) -> tuple[list[Scene], list[str]]:
    """Return all scenes that can be read, and a sentence for each one that cannot."""
    scenes, broken = [], []
    for name in scene_names(folder):
        try:
            scenes.append(read_scene(folder / f"{name}.toml"))
        except BrokenScene as error:
            broken.append(str(error))
    return scenes, broken


def find_scene(asked: str) -> Scene:
    """Return the scene of that name, or the one in that file, which then has the whole path as its name.

    Raises
    ------
    BrokenScene
        As `load_scene` and `read_scene` do.
    """
    if asked in scene_names() or Path(asked).suffix.lower() != SUFFIX:
        return load_scene(asked)
    return read_own(Path(asked))


def read_own(path: Path) -> Scene:
    """Return the scene in a user's file, with the whole path as its name; see `read_scene`."""
    return replace(read_scene(path), name=str(path.resolve()))


def own_function_scene(text: str) -> Scene:
    """Return a scene of its own, titled by it, with the function of x, or of x and y, that is written in ``text``.

    Raises
    ------
    InvalidSetting
        As `Descent.on` does.
    """
    lab = load_scene(LAB)
    descent = (lab.descent or Descent()).on(OWN, text)
    return replace(lab, name="function", title=short(text.strip()), text="", group=YOURS, descent=descent)


def read_scene(path: Path) -> Scene:
    """Return the scene in a TOML file.

    Raises
    ------
    BrokenScene
        If the file cannot be read, is not TOML (with the line), or has a wrong key or value (with the key, and its line
        where that is the only one with this key).
    """
    try:
        text = ""
        if path.stat().st_size > MAX_BYTES:
            raise BrokenScene(f"{path}: is too large: an experiment can have at most {MAX_BYTES // 2**20} MB.")
        text = path.read_text(encoding="utf-8-sig")
        return _scene(path.stem, tomllib.loads(text))
    except BrokenScene:
        raise
    except OSError as error:
        raise BrokenScene(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BrokenScene(f"{path}: is not UTF-8 text (byte {error.start}).") from error
    except InvalidSetting as error:
        line = line_of(text, error.setting)
        where = f"line {line}, key" if line else "key"
        raise BrokenScene(f"{path}: {where} “{error.setting}”: {error}") from error
    except OverflowError as error:
        raise BrokenScene(
            f"{path}: contains a number that is too large: at most {sys.float_info.max:.3g} is possible."
        ) from error
    except (ValueError, RecursionError) as error:  # also numbers or nesting beyond Python's limits
        raise BrokenScene(f"{path}: is not valid TOML: {error}.") from error


def _scene(name: str, content: Mapping[str, Any]) -> Scene:
    if "end" not in content:
        content = {"end" if key == OLDER_END else key: value for key, value in content.items()}
    subject = "function" if "function" in content and "experiment" not in content else "experiment"
    refuse_other_keys(content, "the scene", (*KEYS, subject))
    for key, kind in (("title", str), ("text", str), ("end", int), (subject, dict)):
        if not isinstance(content.get(key), kind) or isinstance(content[key], bool):
            words = {str: "text", int: "a whole number", dict: f"a table, [{subject}]"}[kind]
            raise InvalidSetting(key, f"is missing or wrong; it must be {words}.")
    if not 1 <= content["end"] <= MAX_END:
        raise InvalidSetting("end", f"must be 1 to {MAX_END:,}, not {content['end']}.")
    title = " ".join(content["title"].split())  # one line
    pace = pace_from(content.get("pace", FULL_SPEED))
    scene = Scene(name, title, content["text"].strip(), content["end"], pace=pace, **_group(content))
    if not isinstance(notation := content.get("notation", ""), str):
        raise InvalidSetting("notation", f"must be the name of a notation, not {str(notation)[:60]!r}.")
    known = FUNCTION_VIEWS if subject == "function" else NETWORK_VIEWS
    views = views_from(content["views"], known) if "views" in content else ()
    scene = replace(scene, notation=notation, views=views, **marks_from(content, walks=subject == "function"))
    if subject == "function":
        return replace(scene, descent=descent_from(content["function"]))
    experiment = experiment_from(content["experiment"])
    start = _start(content.get("start", {}), experiment.layout)
    return replace(scene, experiment=experiment, start=start, follow=_follow(content.get("follow", []), experiment))


def _group(content: Mapping[str, Any]) -> dict[str, Any]:
    group, place = content.get("group", YOURS), content.get("place", 0)
    if not isinstance(group, str) or group not in GROUPS:
        raise InvalidSetting("group", f"must be one of {', '.join(GROUPS)}, not {str(group)[:60]!r}.")
    if type(place) is not int:
        raise InvalidSetting("place", f"must be a whole number, not {str(place)[:60]!r}.")
    return {"group": group, "place": place}


def in_groups(scenes: Iterable[Scene]) -> dict[str, list[Scene]]:
    """Return the scenes of each of the `GROUPS`, in the order in which they are taught; each group is there."""
    groups: dict[str, list[Scene]] = {group: [] for group in GROUPS}
    for scene in sorted(scenes, key=lambda scene: scene.place):
        groups[scene.group].append(scene)
    return groups


def _follow(content: Any, experiment: Experiment) -> tuple[float, ...]:
    inputs = experiment.data.inputs
    if not isinstance(content, list) or len(content) not in (0, len(inputs)):
        raise InvalidSetting("follow", f"must list the inputs of one example: {', '.join(inputs)[:200]}.")
    return tuple(_finite("follow", value) for value in content)


PARAMETER = re.compile(r"([wb])\[(\d+)\](\d+)(?:,(\d+))?", re.ASCII)


def _start(content: Any, layout: Layout) -> tuple[tuple[int, float], ...]:
    """Return the start values of the parameters that a table names, e.g. ``"w[2]3,1" = 0.5`` or ``"b[3]1" = -2.0``."""
    if not isinstance(content, Mapping):
        raise InvalidSetting("start", 'must be a table of parameters, e.g. "b[3]1" = -2.0.')
    return tuple((parameter_index(name, layout), _finite(name, value)) for name, value in content.items())


def parameter_index(name: str, layout: Layout) -> int:
    """Return the place in θ of the parameter that a file calls ``w[2]3,1`` or ``b[3]1``.

    Raises
    ------
    InvalidSetting
        If the network has none of that name.
    """
    found = PARAMETER.fullmatch(name)
    if found is not None and (found[4] is None) == (found[1] == "b"):
        layer, j, i = int(found[2]), int(found[3]), int(found[4] or 0)
        if 1 <= layer <= layout.depth and 1 <= j <= layout.sizes[layer] and i <= layout.sizes[layer - 1]:
            return layout.index(layer, j, i)
    raise InvalidSetting("start", f"this network has no parameter “{name}”; write e.g. w[2]3,1 or b[3]1.")


def _finite(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidSetting(name, f"“{name}” must be a finite number, not {value!r}.")
    return float(value)


def experiment_from(content: Mapping[str, Any]) -> Experiment:
    """Return the experiment that a table describes; settings that are left out keep their defaults.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    refuse_other_keys(content, "an experiment", ("network", "features", *CATALOGUES, *NUMBERS))
    settings = {key: _choice(key, content[key]) for key in CATALOGUES if key in content}
    settings |= {key: content[key] for key in NUMBERS if key in content}
    if type(settings.get("clip_norm")) is int:
        settings["clip_norm"] = float(settings["clip_norm"])
    if "features" in content:
        settings["features"] = _features(content["features"])
    if "network" in content:
        settings["network"] = _network(content["network"])
    if settings.get("batch_size") == FULL_BATCH:
        probe = Experiment(**{**settings, "batch_size": 1})
        settings["batch_size"] = probe.train_size
    return Experiment(**settings)


def experiment_to(experiment: Experiment) -> dict[str, Any]:
    """Return the table from which `experiment_from` makes the same experiment.

    Raises
    ------
    InvalidSetting
        For ``"data"`` if they are the user's own and too large for a file; for ``"experiment"`` if it is a drill's.
    """
    if type(experiment) is not Experiment:
        raise InvalidSetting("experiment", "It belongs to a drill, with its hidden fault: its lesson opens it again.")
    network = experiment.network
    hidden = [{"units": layer.units, "activation": layer.activation.to_dict()} for layer in network.hidden]
    table: dict[str, Any] = {key: getattr(experiment, key) for key in NUMBERS}
    table["features"] = list(experiment.features)
    table |= {key: getattr(experiment, key).to_dict() for key in CATALOGUES if key != "data"}
    table["network"] = {"hidden": hidden, "output": network.output.to_dict()}
    data = experiment.data
    table["data"] = own_data_to(data) if isinstance(data, OwnData) else data.to_dict()
    return table


def _choice(key: str, content: Any) -> Any:
    """Return an entry of a catalogue, or the user's own data."""
    if key == "data" and isinstance(content, Mapping) and content.get("name") == OwnData.name:
        return own_data_from(content)
    return choose(CATALOGUES[key], content, key)


def _features(content: Any) -> tuple[str, ...]:
    if not isinstance(content, list) or not all(isinstance(name, str) for name in content):
        raise InvalidSetting("features", 'must be a list of names, e.g. ["x1", "x1*x2"].')
    return tuple(content)


def _network(content: Any) -> Network:
    if not isinstance(content, Mapping):
        raise InvalidSetting("network", "must be a table with the keys hidden and output.")
    refuse_other_keys(content, "a network", ("hidden", "output"))
    hidden = content.get("hidden", [])
    if not isinstance(hidden, list):
        raise InvalidSetting("hidden", 'must be a list of layers, each {units = 4, activation = "relu"}.')
    layers = tuple(_layer(layer) for layer in hidden)
    return Network(layers, choose(ACTIVATIONS, content.get("output", "sigmoid"), "output"))


def _layer(content: Any) -> DenseLayer:
    if not isinstance(content, Mapping) or "units" not in content or "activation" not in content:
        raise InvalidSetting("hidden", f'a layer must be {{units = 4, activation = "relu"}}, not {content!r}.')
    refuse_other_keys(content, "a layer", ("units", "activation"))
    return DenseLayer(content["units"], choose(ACTIVATIONS, content["activation"], "activation"))


def own_title(data: Dataset, known: Scene) -> str:
    """Return what data of one's own are called that are not those of a ``known`` scene, nor in a file of that title."""
    if not isinstance(data, OwnData) or data == known.experiment.data or known.group == YOURS:
        return ""
    return data.label if Path(data.label).suffix else data.label[:1].upper() + data.label[1:]
