"""Actions that change what is trained or walked on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from core.course.actions.action import LessonAction, finite, table, text, whole
from core.course.actions.going import GoTo
from core.course.faults import FAULTS, with_fault, with_settings
from core.course.hands import Hands
from core.data.drawn import Draft
from core.data.split import suited_share
from core.exchange.endings import SUFFIX
from core.exchange.experiments import experiment_from, experiment_to, parameter_index
from core.exchange.scenes import Scene, load_scene, read_scene
from core.functions.descent import OWN, descent_from, descent_to
from core.hyperparameters import InvalidSetting, choose, refuse_other_keys
from core.training.experiment import Experiment
from core.training.factors import FACTORS, Factor
from core.values import dataclass


def _merged(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with changes: tables in it keep what is not named, unless they become another entry."""
    merged = dict(before)
    for key, value in changes.items():
        old = before.get(key)
        stays = (
            isinstance(value, Mapping)
            and isinstance(old, Mapping)
            and value.get("name", old.get("name")) == old.get("name")
        )
        merged[key] = _merged(old, value) if stays else value  # type: ignore[arg-type]
    return merged


@dataclass(frozen=True)
class OpenScene(LessonAction):
    verb = "open"
    help = "Begins a scene afresh: one in the lesson's folder, else one of the program's."
    example = '"article-circles"'

    scene: Scene

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        name = text(cls.verb, argument)
        own = folder / f"{name}{SUFFIX}"
        if "/" not in name and "\\" not in name and own.is_file():
            return cls(replace(read_scene(own), name=f"{folder.name}/{name}"))
        return cls(load_scene(name))

    def act(self, hands: Hands) -> None:
        hands.open(self.scene)


@dataclass(frozen=True)
class SetSettings(LessonAction):
    verb = "set"
    help = "Changes settings of the experiment, or of the walk, as a scene's file has them; others stay as they are."
    example = '{ optimizer = { name = "sgd", alpha = 0.1 }, seed = 2 }'

    changes: Mapping[str, Any]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(table(cls.verb, argument))

    def act(self, hands: Hands) -> None:
        if hands.descent is not None:
            if "name" in self.changes or "text" in self.changes:  # another function has its own start and rate
                before = {key: value for key, value in descent_to(hands.descent).items() if key == "schedule"}
            else:
                before = descent_to(hands.descent)
            hands.walk(descent_from(_merged(before, self.changes)))
        else:
            hands.edit(with_settings(hands.experiment, self._made))

    def _made(self, before: Experiment) -> Experiment:
        return experiment_from(self._changed(experiment_to(before)))

    def _changed(self, before: Mapping[str, Any]) -> dict[str, Any]:
        changed = _merged(before, self.changes)
        if "batch_size" not in self.changes and {"data", "test_share"} & set(self.changes):
            changed["batch_size"] = min(
                int(before["batch_size"]), experiment_from({**changed, "batch_size": 1}).train_size
            )
        return changed


@dataclass(frozen=True)
class ForkRun(LessonAction):
    verb = "fork"
    help = "Goes back to an iteration and changes settings from there; what came after stays as a ghost run."
    example = "{ at = 20, set = { optimizer = { alpha = 0.1 } } }"

    at: int
    changed: SetSettings

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        given = table(cls.verb, argument)
        refuse_other_keys(given, "a fork", ("at", "set"))
        return cls(whole("at", given.get("at"), 0), SetSettings.read(given.get("set"), folder))

    @property
    def parts(self) -> tuple[LessonAction, ...]:
        return (GoTo(self.at), self.changed)

    def act(self, hands: Hands) -> None:
        for part in self.parts:
            part.act(hands)


@dataclass(frozen=True)
class HideFault(LessonAction):
    verb = "fault"
    help = "Hides one of the bug drills' faults in the training, by its name; none if that is empty."
    example = '"no_mean"'

    name: str

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        name = text(cls.verb, argument)
        if name and name not in FAULTS:
            raise InvalidSetting(cls.verb, f"There is no fault “{name[:40]}”; the faults are: {', '.join(FAULTS)}.")
        return cls(name)

    def act(self, hands: Hands) -> None:
        hands.edit(with_fault(hands.experiment, self.name))


@dataclass(frozen=True)
class TypeFunction(LessonAction):
    verb = "type"
    help = "Types a function of one's own, of x or of x and y; optionally over other ranges."
    example = '"5*x**2 + 130"'

    description: Mapping[str, Any]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        return cls(dict(argument) if isinstance(argument, Mapping) else {"text": text(cls.verb, argument)})

    def act(self, hands: Hands) -> None:
        if hands.descent is None:
            raise InvalidSetting(self.verb, "only a scene about a function lets one type another.")
        hands.walk(descent_from({"name": OWN, **self.description}))


@dataclass(frozen=True)
class SetWeights(LessonAction):
    verb = "weights"
    help = "Sets weights and biases by hand at the displayed iteration."
    example = '{ "w[2]1,1" = 3.5, "b[1]2" = 0 }'

    values: Mapping[str, float]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        given = table(cls.verb, argument)
        return cls({name: finite(name, value) for name, value in given.items()})

    def act(self, hands: Hands) -> None:
        layout = hands.experiment.layout
        hands.set_parameters([(parameter_index(name, layout), value) for name, value in self.values.items()])


@dataclass(frozen=True)
class DrawPoints(LessonAction):
    verb = "points"
    help = "Draws points: x₁, x₂ and the class of each, from 0; or x and y of numbers."
    example = "[[-1, 0.5, 0], [1, 0.5, 1], [0, 1, 0], [0, -1, 1]]"

    points: tuple[tuple[float, ...], ...]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        rows = argument if isinstance(argument, list) else []
        points = tuple(tuple(finite(cls.verb, each) for each in row) for row in rows if isinstance(row, list))
        if len(points) != len(rows) or len({len(point) for point in points}) != 1 or len(points[0]) not in (2, 3):
            raise InvalidSetting(cls.verb, "must be a list of points, all [x1, x2, class] or all [x, y].")
        return cls(points)

    def act(self, hands: Hands) -> None:
        table = np.array(self.points).T
        labels = table[2].astype(np.int64) if len(table) == 3 else np.zeros(table.shape[1], np.int64)
        draft = Draft(table[:2].copy(), labels, len(table) == 2)
        if draft.lacks:
            raise InvalidSetting(self.verb, draft.lacks)
        data = draft.data()
        hands.edit(hands.experiment.with_data(data, suited_share(data, hands.experiment.test_share)))


@dataclass(frozen=True)
class Race(LessonAction):
    verb = "race"
    help = "Lets runs race that differ in one setting from the displayed one, from the displayed iteration on."
    example = "{ alpha = [0.1, 0.9] }"

    factor: Factor
    values: tuple[Any, ...]

    @classmethod
    def read(cls, argument: Any, folder: Path) -> Self:
        given = table(cls.verb, argument)
        if len(given) != 1 or (name := next(iter(given))) not in FACTORS:
            raise InvalidSetting(cls.verb, f"must be a table with one of {', '.join(FACTORS)}.")
        factor, values = FACTORS[name], given[name] if isinstance(given[name], list) else [given[name]]
        if factor.entries:
            values = [choose(factor.entries, value, name) for value in values]
        return cls(factor, tuple(values))

    def act(self, hands: Hands) -> None:
        hands.race(self.factor, self.values)
