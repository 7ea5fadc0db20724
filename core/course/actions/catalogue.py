"""What a lesson can do, and nothing else: each verb of its files is one entry here.

In a file an action is a table with one key, its verb: ``{ go_to = 40 }``, ``{ set = { seed = 2 } }``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.course.actions.action import LessonAction
from core.course.actions.changing import (
    DrawPoints,
    ForkRun,
    HideFault,
    OpenScene,
    Race,
    SetSettings,
    SetWeights,
    TypeFunction,
)
from core.course.actions.going import GoOn, GoTo, GoToEpoch, GoToPhase, RunUntil
from core.course.actions.looking import (
    Choose,
    ChooseCell,
    ChooseNeuron,
    Follow,
    LookAlong,
    LookOver,
    LookThrough,
    NudgeBy,
    ShowViews,
    WriteIn,
)
from core.hyperparameters import InvalidSetting

ACTIONS: dict[str, type[LessonAction]] = {
    each.verb: each
    for each in (
        OpenScene,
        SetSettings,
        TypeFunction,
        ForkRun,
        HideFault,
        GoTo,
        GoOn,
        GoToEpoch,
        GoToPhase,
        RunUntil,
        SetWeights,
        NudgeBy,
        LookAlong,
        Follow,
        Choose,
        ChooseCell,
        ChooseNeuron,
        LookOver,
        LookThrough,
        DrawPoints,
        Race,
        ShowViews,
        WriteIn,
    )
}
"""All verbs: the whitelist."""


def action_from(content: Any, folder: Path) -> LessonAction:
    """Return the action in a file's table of one key.

    Raises
    ------
    InvalidSetting
        If there is no such verb (the message lists those that exist), or its argument is not allowed.
    """
    if not isinstance(content, Mapping) or len(content) != 1:
        raise InvalidSetting(
            "action", f"An action is a table with one verb, e.g. {{ go_to = 40 }}, not {content!r:.60}."
        )
    verb, argument = next(iter(content.items()))
    if verb not in ACTIONS:
        raise InvalidSetting(verb, f"There is no action “{verb[:40]}”; the actions are: {', '.join(ACTIONS)}.")
    return ACTIONS[verb].read(argument, folder)
