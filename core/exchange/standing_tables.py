"""What stands in a window as a table: where one is, and what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

from core.analysis.planes import PLANES, TwoParameters
from core.analysis.scope import TITLES, ScopeChoice
from core.analysis.sight import MATRICES, Cell, LitPath, Sight
from core.exchange.experiments import finite_number
from core.exchange.marks import bookmarks_from, bookmarks_to, tables
from core.exchange.page_state import PageState
from core.exchange.run_tables import flag, recipes_from, refuse_many, run_from, whole
from core.exchange.scenes import Scene
from core.exchange.standing import LessonPlace, Standing, WalkPlace
from core.exchange.whole_files import BrokenFile
from core.functions.descent import descent_from, descent_to
from core.functions.walk import MAX_STEPS
from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.training.breakpoints import BREAKPOINTS, Breakpoints
from core.training.experiment import Experiment

VERSION = 1
"""Of what is in the file: a program reads all versions up to its own."""
KEYS = (
    "version",
    "name",
    "file",
    "active",
    "iteration",
    "phase",
    "delta",
    "scope",
    "sight",
    "pointed",
    "lit",
    "breakpoint",
    "experiment",
    "run",
    "walk",
    "lesson",
)
KEYS_OF_WALK = ("function", "step", "walked", "along", "delta", "racing", "close", "bookmark")
KEYS_OF_LESSON = ("name", "folder", "place", "at_desk", "page")
Restored = TypeVar("Restored")


def place_to(standing: Standing) -> dict[str, Any]:
    """Return the table of all but the runs and their experiments."""
    breakpoints = standing.breakpoints
    table: dict[str, Any] = {
        "version": VERSION,
        "name": standing.scene.name,
        "file": standing.file,
        "active": standing.active,
        "iteration": standing.iteration,
        "phase": standing.phase,
        "delta": standing.delta,
        "scope": {key: each for key, each in asdict(standing.scope).items() if each is not None},
        "sight": _sight_to(standing.sight),
        "breakpoint": [{**each.to_dict(), "on": each not in breakpoints.off} for each in breakpoints.listed],
    }
    if standing.pointed is not None:
        pointed = {key: each for key, each in asdict(standing.pointed).items() if each is not None}
        table["pointed" if isinstance(standing.pointed, Cell) else "lit"] = pointed
    if (walk := standing.walk) is not None:
        own = {"function": descent_to(walk.descent), "bookmark": bookmarks_to(walk.bookmarks)}
        table["walk"] = {key: getattr(walk, key) for key in KEYS_OF_WALK if key not in own} | own
    if (lesson := standing.lesson) is not None:
        pages = [{"at": place, **_page_to(state)} for place, state in lesson.states]
        table["lesson"] = {key: getattr(lesson, key) for key in KEYS_OF_LESSON if key != "page"} | {"page": pages}
    return table


def _sight_to(sight: Sight) -> dict[str, Any]:
    table = {field.name: getattr(sight, field.name) for field in fields(sight)}
    table = {key: list(each) if isinstance(each, tuple) else each for key, each in table.items() if each is not None}
    return {**table, "plane": sight.plane.to_dict()}


def _page_to(state: PageState) -> dict[str, Any]:
    table = {key: each for key, each in vars(state).items() if each is not None}
    return {**table, "done": sorted(state.done)}


def of_a_known_version(content: dict[str, Any]) -> dict[str, Any]:
    """Return a table as it is; raise `BrokenFile` if a newer version of the program wrote it."""
    version = whole(content, "version")
    if version > VERSION:
        words = (
            f"was written by a newer version of Chalkgrad (it has format {version}; this one reads up to {VERSION})."
        )
        raise BrokenFile(f"{words} Update Chalkgrad to open it.")
    return content


def standing_from(scene: Scene, content: Mapping[str, Any], data_of: Any, array: Any) -> Standing:
    """Return what stands in a window, from its table; ``data_of`` and ``array`` read the other parts of the file.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed, or the parts do not fit each other.
    """
    refuse_other_keys(content, "what stands in a window", KEYS)
    walk, lesson = content.get("walk"), content.get("lesson")
    place = Standing(
        scene,
        _text(content, "file"),
        delta=finite_number("delta", content.get("delta", 0.01)),
        scope=_scope_from(content.get("scope", {})),
        breakpoints=_breakpoints_from(content.get("breakpoint", [])),
        lesson=None if lesson is None else _lesson_from(_table(lesson, "lesson")),
    )
    if scene.descent is not None:
        return replace(place, walk=None if walk is None else _walk_from(_table(walk, "walk")))
    recipes = recipes_from(content.get("experiment", []), data_of)
    listed = tables(content.get("run", []), "run")
    if not listed:
        return place
    refuse_many(listed)
    runs = tuple(
        run_from(each, lambda name, number=number: array(f"run-{number}/{name}.npy"), recipes)  # type: ignore[misc]
        for number, each in enumerate(listed, 1)
    )
    active, iteration = whole(content, "active"), whole(content, "iteration")
    if active >= len(runs) or iteration > runs[active].end:
        raise InvalidSetting("active", "must be the place of a run that has reached the iteration on show.")
    experiment = runs[active].segments[0].experiment
    return replace(
        place,
        runs=runs,
        active=active,
        iteration=iteration,
        phase=whole(content, "phase"),
        sight=_fitting(_sight_from(content.get("sight", {})), experiment),
        pointed=_cell_from(content.get("pointed")) or _path_from(content.get("lit"), experiment),
    )


def _table(content: Any, key: str) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise InvalidSetting(key, "must be a table.")
    return content


def _text(content: Mapping[str, Any], key: str) -> str:
    if not isinstance(value := content.get(key, ""), str):
        raise InvalidSetting(key, f"must be text, not {str(value)[:60]!r}.")
    return value


def _of(kind: type[Restored], content: Mapping[str, Any], key: str) -> Restored:
    """Return the value of a frozen class whose fields a table gives; wrong kinds of values are refused."""
    known = {field.name: field.default for field in fields(kind)}  # type: ignore[arg-type]
    refuse_other_keys(content, key, tuple(known))
    for name, value in content.items():
        like = known[name]
        if not isinstance(value, type(like)) if isinstance(like, (bool, str)) else isinstance(value, (bool, dict)):
            raise InvalidSetting(name, f"“{name}” of {key} cannot be {str(value)[:60]!r}.")
    return kind(**content)


def _sight_from(content: Any) -> Sight:
    table = dict(_table(content, "sight"))
    plane = choose(PLANES, table.pop("plane", TwoParameters.name), "plane")
    for key, most in (("picked", 2), ("axes", 2), ("held", None)):
        if (values := table.get(key)) is None:
            continue
        if not isinstance(values, list) or (most and len(values) != most):
            raise InvalidSetting(key, f"“{key}” must be a list of numbers.")
        table[key] = tuple(float(each) if most is None else whole({key: each}, key) for each in values)
    if "row" in table:
        whole(table, "row")
    return replace(_of(Sight, table, "sight"), plane=plane)


def _fitting(sight: Sight, experiment: Experiment) -> Sight:
    """Return a sight as it is, if the experiment has all that it looks at; else one of the same place."""
    inputs = len(experiment.data.inputs)
    known = max(sight.picked) < experiment.layout.parameters and max(sight.axes) < inputs
    known = known and len(sight.held) in (0, inputs) and (sight.row is None or sight.row < experiment.data.points)
    return sight if known else sight.fitting(experiment)


def _scope_from(content: Any) -> ScopeChoice:
    table = _table(content, "scope")
    if table.get("name", "batch") not in TITLES:
        raise InvalidSetting("scope", f"must be one of {', '.join(TITLES)}.")
    if "place" in table:
        whole(table, "place")
    return _of(ScopeChoice, table, "scope")


def _cell_from(content: Any) -> Cell | None:
    if content is None:
        return None
    table = _table(content, "pointed")
    if table.get("matrix") not in MATRICES:
        raise InvalidSetting("matrix", f"must be one of {', '.join(MATRICES)}.")
    return Cell(table["matrix"], *(whole(table, key) for key in ("layer", "row", "column")))


def _path_from(content: Any, experiment: Experiment) -> LitPath | None:
    """Return a path through the network; None if that has no such path."""
    if content is None:
        return None
    table, sizes = _table(content, "lit"), experiment.layout.sizes
    refuse_other_keys(table, "a path", ("neurons", "connections", "of"))
    neurons, connections = (_places(table, key, numbers) for key, numbers in (("neurons", 2), ("connections", 3)))
    ends = (*neurons, *((l, j) for l, j, _ in connections), *((l - 1, i) for l, _, i in connections))
    of = whole(table, "of") if "of" in table else None
    there = all(0 <= l < len(sizes) and 1 <= j <= sizes[l] for l, j in ends)
    return LitPath(neurons, connections, of) if there and (of or 0) < experiment.layout.parameters else None


def _places(table: Mapping[str, Any], key: str, numbers: int) -> tuple[Any, ...]:
    """Return places in a network, each of some whole numbers."""
    listed = table.get(key, [])
    if not isinstance(listed, list) or not all(
        isinstance(each, list) and [type(number) for number in each] == [int] * numbers for each in listed
    ):
        raise InvalidSetting(key, f"“{key}” must be a list of {numbers} whole numbers each.")
    return tuple(map(tuple, listed))


def _breakpoints_from(content: Any) -> Breakpoints:
    listed, off = [], []
    for table in tables(content, "breakpoint"):
        made = choose(BREAKPOINTS, {key: value for key, value in table.items() if key != "on"}, "breakpoint")
        listed.append(made)
        off += [] if flag({"on": True, **table}, "on") else [made]
    return Breakpoints(tuple(listed), frozenset(off))


def _walk_from(content: Mapping[str, Any]) -> WalkPlace:
    refuse_other_keys(content, "a walk", KEYS_OF_WALK)
    step, walked, along = (whole(content, key) for key in ("step", "walked", "along"))
    descent = descent_from(_table(content.get("function"), "function"))
    if max(step, walked) > MAX_STEPS or along >= descent.function.dimensions:
        raise InvalidSetting("step", f"A walk has at most {MAX_STEPS:,} steps, along a variable of its function.")
    delta = finite_number("delta", content.get("delta"))
    racing, close = flag(content, "racing"), flag(content, "close")
    return WalkPlace(descent, step, walked, along, delta, racing, close, bookmarks_from(content.get("bookmark", [])))


def _lesson_from(content: Mapping[str, Any]) -> LessonPlace:
    refuse_other_keys(content, "a lesson's place", KEYS_OF_LESSON)
    if type(place := content.get("place")) is not int:
        raise InvalidSetting("place", f"must be a whole number, not {str(place)[:60]!r}.")
    states = tuple((whole(each, "at"), _page_from(each)) for each in tables(content.get("page", []), "page"))
    at_desk = flag({"at_desk": False, **content}, "at_desk")
    return LessonPlace(_text(content, "name"), _text(content, "folder"), place, states, at_desk)


def _page_from(content: Mapping[str, Any]) -> PageState:
    table = {key: value for key, value in content.items() if key != "at"}
    done = table.pop("done", [])
    if not isinstance(done, list) or not all(isinstance(each, str) for each in done):
        raise InvalidSetting("done", "must be a list of names.")
    for key in ("chosen", "asked", "hints", "seed"):
        if key in table:
            whole(table, key)
    right = flag(table, "right") if "right" in table else None
    table.pop("right", None)
    return replace(_of(PageState, table, "page"), done=frozenset(done), right=right)
