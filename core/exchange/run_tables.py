"""Runs as tables and arrays: what the file of an experiment with its runs says about each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np

from core.arrays import Array, frozen
from core.data.own import OwnData
from core.exchange.archive import DATA
from core.exchange.experiments import experiment_from, experiment_to, parameter_index, parameter_name
from core.exchange.marks import MAX_AT, bookmarks_from, bookmarks_to, tables
from core.exchange.own_data import own_data_from, own_data_to
from core.exchange.toml import toml_lines
from core.hyperparameters import InvalidSetting, refuse_other_keys
from core.nn.network import Layout
from core.training.evaluation import Evaluation
from core.training.experiment import Experiment
from core.training.loop import Divergence
from core.training.passes import Passes
from core.training.run import Origin, Segment
from core.training.runs import MAX_RUNS
from core.training.saved_run import SavedRun, refuse_broken
from core.training.snapshot import Snapshot

KEYS = (
    "name",
    "keeps_name",
    "races",
    "displayed",
    "key_stride",
    "slots_of",
    "passes",
    "segment",
    "origin",
    "bookmark",
    "stopped",
)
OF_SEGMENT = ("start", "experiment", "hand_set", "trained")
OF_STOPPED = {"iteration": int, "good": int, "layer": int, "words": str, "undefined": bool}
MAX_EXPERIMENTS = 10_000
"""Most experiments of a file: each edit of a run makes one."""


class Recipes:
    """The experiments of several runs, each once; data of one's own apart, since they may be long."""

    def __init__(self) -> None:
        self._places: dict[Experiment, int] = {}
        self._data: dict[OwnData, str] = {}

    def place(self, experiment: Experiment) -> int:
        """Return the place of an experiment in the list."""
        return self._places.setdefault(experiment, len(self._places))

    def tables(self) -> list[dict[str, Any]]:
        """Return the list; raise as `experiment_to` does."""
        return [self._table(experiment) for experiment in self._places]

    def _table(self, experiment: Experiment) -> dict[str, Any]:
        data = experiment.data
        if not isinstance(data, OwnData):
            return experiment_to(experiment)
        name = self._data.setdefault(data, DATA.format(len(self._data) + 1))
        return experiment_to(experiment, name)

    def texts(self) -> dict[str, bytes]:
        """Return the data of one's own, by the names that the experiments have for them; after `tables`."""
        return {name: _data_text(data) for data, name in self._data.items()}


def _data_text(data: OwnData) -> bytes:
    return "".join(line + "\n" for line in toml_lines(own_data_to(data))).encode()


def recipes_from(content: Any, data_of: Callable[[str], Mapping[str, Any]]) -> tuple[Experiment, ...]:
    """Return the experiments in a file's tables; ``data_of`` reads the data of a name.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed.
    """
    own: dict[str, OwnData] = {}
    known: list[Experiment] = []
    for table in tables(content, "experiment")[:MAX_EXPERIMENTS]:
        name = table.get("data")
        if isinstance(name, str) and name.endswith(".toml"):
            if name not in own:
                own[name] = own_data_from(data_of(name))
            table = {**table, "data": own[name]}
        made = experiment_from(table)
        same = next((each.data for each in known if each.data == made.data), made.data)
        known.append(replace(made, data=same))
    return tuple(known)


def run_to(saved: SavedRun, recipes: Recipes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the table of a run, and its arrays by their names."""
    layout = saved.segments[0].experiment.layout
    snapshots = (*saved.keys, *(() if saved.here is None else (saved.here,)))
    slots_of = list(dict.fromkeys(key.slots_of for key in snapshots))
    passes = list(dict.fromkeys(key.passes for key in snapshots if key.passes is not None))
    places = [
        (
            key.iteration,
            len(key.state),
            key.age,
            slots_of.index(key.slots_of),
            -1 if key.passes is None else passes.index(key.passes),
        )
        for key in snapshots
    ]
    table = {
        "name": saved.name,
        "keeps_name": saved.keeps_name,
        "races": saved.races,
        "displayed": saved.here is not None,
        "key_stride": saved.key_stride,
        "slots_of": slots_of,
        "passes": [
            {name: getattr(each, name) for name in ("examples", "size", "start", "epoch", "seen", "done")}
            for each in passes
        ],
        "segment": [_segment_to(segment, layout, recipes) for segment in saved.segments],
    }
    if saved.origin is not None:
        own = _segment_to(saved.origin.segment, layout, recipes)
        table["origin"] = {"iteration": saved.origin.iteration, "segment": own}
    if saved.bookmarks:
        table["bookmark"] = bookmarks_to(saved.bookmarks)
    if saved.stopped is not None:
        table["stopped"] = {key: value for key, value in asdict(saved.stopped).items() if value is not None}
    return table, {
        "records": saved.records,
        "evaluations": saved.evaluations,
        "places": np.array(places, dtype=float),
        "states": np.concatenate([key.state.ravel() for key in snapshots]),
    }


def _segment_to(segment: Segment, layout: Layout, recipes: Recipes) -> dict[str, Any]:
    table: dict[str, Any] = {"start": segment.start, "experiment": recipes.place(segment.experiment)}
    for key, pairs in (("hand_set", segment.hand_set), ("trained", segment.trained)):
        if pairs:
            table[key] = {parameter_name(layout, index): value for index, value in pairs}
    return table


def run_from(content: Mapping[str, Any], arrays: Callable[[str], Array], recipes: Sequence[Experiment]) -> SavedRun:
    """Return the run that a table and its arrays describe.

    Raises
    ------
    InvalidSetting
        If a key or value is not allowed, or the parts do not fit each other.
    """
    refuse_other_keys(content, "a run", KEYS)
    segments = tuple(_segment_from(each, recipes) for each in tables(content.get("segment", []), "segment"))
    if not segments:
        raise InvalidSetting("segment", "is missing: a run has at least one.")
    if not isinstance(name := content.get("name"), str) or len(name) > MAX_AT:
        raise InvalidSetting("name", "must be the name of the run.")
    records, evaluations = arrays("records"), arrays("evaluations")
    if [len(each) if each.ndim == 2 else 0 for each in (records, evaluations)] != [2, len(fields(Evaluation))]:
        raise InvalidSetting("records", "do not have the shape of records.")
    snapshots = _snapshots(content, arrays("places"), arrays("states"), segments[0].experiment.layout.parameters)
    displayed = flag(content, "displayed")
    saved = SavedRun(
        name,
        flag(content, "keeps_name"),
        _origin_from(content.get("origin"), recipes),
        bookmarks_from(content.get("bookmark", [])),
        segments,
        snapshots[:-1] if displayed else snapshots,
        whole(content, "key_stride"),
        snapshots[-1] if displayed else None,
        records,
        evaluations,
        flag(content, "races"),
        _stopped_from(content.get("stopped")),
    )
    refuse_broken(saved)
    return saved


def _segment_from(content: Mapping[str, Any], recipes: Sequence[Experiment]) -> Segment:
    refuse_other_keys(content, "a segment", OF_SEGMENT)
    place = whole(content, "experiment")
    if place >= len(recipes):
        raise InvalidSetting("experiment", f"there is no experiment {place}.")
    layout = recipes[place].layout
    hand_set, trained = (_pairs(content.get(key, {}), key, layout) for key in OF_SEGMENT[2:])
    return Segment(whole(content, "start"), recipes[place], hand_set, trained)


def _pairs(content: Any, key: str, layout: Layout) -> tuple[tuple[int, float], ...]:
    if not isinstance(content, Mapping) or not all(type(value) is float for value in content.values()):
        raise InvalidSetting(key, 'must be a table of parameters, e.g. "b[3]1" = -2.0.')
    return tuple((parameter_index(name, layout), value) for name, value in content.items())


def _origin_from(content: Any, recipes: Sequence[Experiment]) -> Origin | None:
    if content is None:
        return None
    if not isinstance(content, Mapping) or not isinstance(content.get("segment"), Mapping):
        raise InvalidSetting("origin", "must be a table with iteration and segment.")
    return Origin(whole(content, "iteration"), _segment_from(content["segment"], recipes))


def _stopped_from(content: Any) -> Divergence | None:
    if content is None:
        return None
    kinds = {key: type(value) for key, value in content.items()} if isinstance(content, Mapping) else {}
    if kinds not in (OF_STOPPED, {key: kind for key, kind in OF_STOPPED.items() if key != "layer"}):
        raise InvalidSetting("stopped", "must be a table that says where the run stopped, and why.")
    return Divergence(**{"layer": None, **content})


def _snapshots(content: Mapping[str, Any], places: Array, states: Array, parameters: int) -> tuple[Snapshot, ...]:
    """Return the snapshots that lie behind each other in ``states``."""
    names, listed = content.get("slots_of"), content.get("passes", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidSetting("slots_of", "must be a list of optimisers.")
    fits = places.ndim == 2 and places.shape[1:] == (5,) and len(places) > 0 and states.ndim == 1
    if not fits or not np.all(np.abs(places) <= MAX_AT) or places[:, 1].sum() * parameters != len(states):
        raise InvalidSetting("keys", "do not have the shape of keys.")
    passes = [Passes(**{name: whole(each, name) for name in each}) for each in tables(listed, "passes")]
    made, begin = list[Snapshot](), 0
    for iteration, rows, age, name, way in places.astype(int).tolist():
        if rows < 1 or not 0 <= name < len(names) or not -1 <= way < len(passes):
            raise InvalidSetting("keys", "do not fit the names of their slots.")
        end = begin + rows * parameters
        state = frozen(states[begin:end].reshape(rows, parameters))
        made.append(Snapshot(iteration, state, age, names[name], passes[way] if way >= 0 else None))
        begin = end
    return tuple(made)


def whole(content: Mapping[str, Any], key: str) -> int:
    """Return a whole number from 0 of a table; refuse anything else."""
    value = content.get(key)
    if type(value) is not int or not 0 <= value <= MAX_AT:
        raise InvalidSetting(key, f"must be a whole number from 0 to {MAX_AT:,}, not {str(value)[:60]!r}.")
    return value


def flag(content: Mapping[str, Any], key: str) -> bool:
    """Return a truth value of a table, by default false; refuse anything else."""
    if not isinstance(value := content.get(key, False), bool):
        raise InvalidSetting(key, f"must be true or false, not {str(value)[:60]!r}.")
    return value


def refuse_many(runs: Sequence[object]) -> None:
    """Refuse more runs than there can be, or none."""
    if not 1 <= len(runs) <= MAX_RUNS:
        raise InvalidSetting("run", f"There must be 1 to {MAX_RUNS} runs, not {len(runs)}.")
