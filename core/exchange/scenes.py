"""Scenes: ready experiments with a name, one TOML file each."""

from __future__ import annotations

import math
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from core.data.dataset import Dataset
from core.data.own import OwnData
from core.exchange.archive import text_of
from core.exchange.endings import SUFFIX, WITH_RUNS
from core.exchange.experiments import experiment_from, finite_number, parameter_index
from core.exchange.marks import MARKS, PlannedQuestion, marks_from
from core.exchange.pace import FULL_SPEED, pace_from
from core.exchange.stage_views import FUNCTION_VIEWS, NETWORK_VIEWS, views_from
from core.exchange.toml import line_of
from core.exchange.whole_files import BrokenFile, refuse_deep
from core.expressions.names import short
from core.functions.descent import OWN, Descent, descent_from
from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.nn.network import Layout
from core.training.bookmarks import Bookmarks
from core.training.experiment import Experiment
from core.values import dataclass

FOLDER = Path(__file__).parents[2] / "resources" / "scenes"
DEFAULT_SCENE, LAB = "article-circles", "function-lab"
MAX_END = 10_000_000
TakenFrom = TypeVar("TakenFrom")
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
        own = f"For a file of your own, give its path, ending in {SUFFIX} or {WITH_RUNS}."
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
    if asked in scene_names() or not is_experiment(Path(asked)):
        return load_scene(asked)
    return read_own(Path(asked))


def is_experiment(path: Path) -> bool:
    """Tell by its name whether a file is an experiment's, alone or with its runs."""
    return path.suffix.lower() in (SUFFIX, WITH_RUNS)


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
    """Return the scene in a TOML file, or the one that a file with runs has beside them.

    Raises
    ------
    BrokenScene
        If the file cannot be read, is not TOML (with the line), or has a wrong key or value (with the key, and its line
        where that is the only one with this key).
    """
    try:
        text = text_of(path)
    except BrokenFile as error:
        raise BrokenScene(f"{path}: {error}") from error
    except OSError as error:
        raise BrokenScene(f"{path}: cannot be read: {error.strerror}.") from error
    return scene_from(text, path.stem, str(path))


def scene_from(text: str, name: str, where: str) -> Scene:
    """Return the scene that a text in TOML describes, under a ``name``; messages say ``where`` it stands.

    Raises
    ------
    BrokenScene
        As `read_scene` does.
    """
    return read_table(text, where, lambda content: _scene(name, content))


def read_table(text: str, where: str, take: Callable[[dict[str, Any]], TakenFrom]) -> TakenFrom:
    """Return what ``take`` makes of a text in TOML.

    Raises
    ------
    BrokenScene
        If the text is not TOML, or for what ``take`` refuses; it names place and key.
    """
    try:
        refuse_deep(text)
        return take(tomllib.loads(text))
    except BrokenFile as error:
        raise BrokenScene(f"{where}: {error}") from error
    except InvalidSetting as error:
        line = line_of(text, error.setting)
        place = f"line {line}, key" if line else "key"
        raise BrokenScene(f"{where}: {place} “{error.setting}”: {error}") from error
    except OverflowError as error:
        raise BrokenScene(
            f"{where}: contains a number that is too large: at most {sys.float_info.max:.3g} is possible."
        ) from error
    except (ValueError, RecursionError) as error:  # also numbers or nesting beyond Python's limits
        raise BrokenScene(f"{where}: is not valid TOML: {error}.") from error


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
    return tuple(finite_number("follow", value) for value in content)


def _start(content: Any, layout: Layout) -> tuple[tuple[int, float], ...]:
    """Return the start values of the parameters that a table names, e.g. ``"w[2]3,1" = 0.5`` or ``"b[3]1" = -2.0``."""
    if not isinstance(content, Mapping):
        raise InvalidSetting("start", 'must be a table of parameters, e.g. "b[3]1" = -2.0.')
    return tuple((parameter_index(name, layout), finite_number(name, value)) for name, value in content.items())


def own_title(data: Dataset, known: Scene) -> str:
    """Return what data of one's own are called that are not those of a ``known`` scene, nor in a file of that title."""
    if not isinstance(data, OwnData) or data == known.experiment.data or known.group == YOURS:
        return ""
    return data.label if Path(data.label).suffix else data.label[:1].upper() + data.label[1:]
