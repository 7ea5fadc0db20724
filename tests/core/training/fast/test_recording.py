"""Functions are recorded as the calls that they make, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from core.arrays import Array, constant
from core.nn.activations import ACTIVATIONS, Activation, Own
from core.nn.losses import LOSSES, Loss
from core.nn.regularizers import REGULARIZERS, Regularizer
from core.training.fast.recording import Call, recorded
from core.training.optimizers import OPTIMIZERS, Optimizer
from tests.core.samples import entries, title

THINGS = entries(ACTIVATIONS, LOSSES, OPTIMIZERS, REGULARIZERS)
FOREIGN = np.ones((3, 4))


def functions(thing: Activation | Loss | Optimizer | Regularizer, shape: tuple[int, ...]) -> list[list[Call]]:
    """Return the recorded calls of each function of a thing that the loop walks."""
    arrays = np.random.default_rng(2).normal(size=(12, *shape))
    if isinstance(thing, Activation):
        return [recorded(thing.forward, *arrays[:2])[0], recorded(thing.backward, *arrays[:4])[0]]
    if isinstance(thing, Loss):
        backward = partial(thing.backward, ACTIVATIONS["sigmoid"]())
        return [recorded(thing.per_example, *arrays[:3])[0], recorded(backward, *arrays[:5])[0]]
    if isinstance(thing, Regularizer):
        return [recorded(thing.gradient, arrays[0, 0])[0], recorded(thing.each, arrays[0, 0])[0]]
    numbers = [np.array(0.5) for _ in thing.numbers(0.1, 3)]
    slots = tuple(arrays[3 : 3 + len(thing.slots), 0])
    return [recorded(thing.move, arrays[0, 0], arrays[1, 0], slots, numbers, arrays[2, 0])[0]]


@pytest.mark.parametrize("thing", [t for t in THINGS if not isinstance(t, Own) and t.name != "none"], ids=title)
def test_all_but_what_is_typed_is_recorded(thing: Activation | Loss | Optimizer | Regularizer) -> None:
    for calls in functions(thing, (3, 4)):
        assert all(
            isinstance(c.func, np.ufunc) or c.func is np.copyto or c.func.__name__ == "reduce"  # type: ignore[attr-defined]
            for c in calls
        )


def test_calls_see_what_the_arrays_hold_by_then() -> None:
    x, out = np.arange(12.0).reshape(3, 4), np.empty((3, 4))

    def function(x: Array, out: Array) -> Array:
        np.multiply(x, 2, out)
        result: Array = 1.0 - np.maximum.reduce(out, axis=0)
        return result

    calls, result = recorded(function, x, out)
    assert len(calls) == 3
    x += 5.0
    for call in calls:
        call()
    assert out.tolist() == (2.0 * x).tolist()
    assert result.tolist() == (1.0 - 2.0 * x[2]).tolist()


@pytest.mark.parametrize(
    "function",
    [
        lambda x, out: np.copyto(out, x if x.sum() > 0.0 else -x),
        lambda x, out: np.copyto(out, np.where(x > 0.0, x, 0.0)),
        lambda x, out: np.multiply(x, float(np.add.reduce(x, axis=0)[0]), out),
        lambda x, out: np.multiply(x, FOREIGN, out),
        lambda x, out: np.greater(x, 0.0, out=out, casting="unsafe"),
        lambda x, out: np.multiply(x, x.copy(), out),
        lambda x, out: x.dot(x.T, np.empty((3, 3))),
        lambda x, out: out.fill(1.0),
        lambda x, out: np.copyto(out, x, where=np.asarray(x) > 0.0),
    ],
)
def test_what_cannot_be_recorded_is_called_as_it_is(function: Callable[[Array, Array], object]) -> None:
    arrays = np.ones((3, 4)), np.ones((3, 4))
    (call,), result = recorded(function, *arrays)
    assert result is None
    assert isinstance(call, partial)
    assert (call.func, call.args) == (function, arrays)


def test_what_never_changes_may_be_named() -> None:
    x, out = np.ones((3, 4)), np.empty((3, 4))
    (call,), _ = recorded(lambda x, out: np.add(x, constant(2.0), out), x, out)
    call()
    assert (out == 3.0).all()
