"""The views that can stand on the stage, by name: scenes, lessons and the command line choose among them."""

from __future__ import annotations

from typing import Any

from core.hyperparameters import InvalidSetting

NETWORK_VIEWS = (
    "network",
    "regions",
    "curve",
    "path",
    "surface",
    "loss",
    "maths",
    "chain",
    "weight",
    "step",
    "activation",
    "nudge",
    "layers",
    "row",
    "pictures",
    "race",
    "batches",
    "weights",
    "wrong",
)
"""Views of a network in training."""
FUNCTION_VIEWS = ("function", "secants", "slices", "plane", "surface")
"""Views of a plain function and a walk down on it."""
MAX_VIEWS = 4


def views_from(chosen: Any, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the views that a file or a command names.

    Raises
    ------
    InvalidSetting
        If it is no list of one to four different names of ``known`` ones.
    """
    if not isinstance(chosen, list) or not 1 <= len(chosen) <= MAX_VIEWS or not all(isinstance(v, str) for v in chosen):
        raise InvalidSetting("views", f"must list 1 to {MAX_VIEWS} views, e.g. {known[0]}.")
    if wrong := next((name for name in chosen if name not in known), ""):
        raise InvalidSetting("views", f"“{wrong[:60]}” is no view here; the views are: {', '.join(known)}.")
    if len(set(chosen)) < len(chosen):
        raise InvalidSetting("views", "names a view twice.")
    return tuple(chosen)
