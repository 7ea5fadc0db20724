"""What is walked on a tape is what the interpreter calls, to the last bit; and nothing that is given to it harms."""

from __future__ import annotations

import gc
import math
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from weakref import ref

import numpy as np
import pytest

from core.arrays import ZERO, Array
from core.course.faults import FAULTS, with_fault
from core.data.datasets import DATASETS
from core.nn.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Activation, Own, ReLU
from core.nn.losses import MeanSquaredError
from core.nn.network import DenseLayer, Network
from core.nn.regularizers import L1, REGULARIZERS
from core.training.experiment import Experiment
from core.training.fast import tape
from core.training.fast.workspace import MAX_PASS, workspace_of
from core.training.loading import LARGE
from core.training.loop import Progress, advance
from core.training.optimizers import OPTIMIZERS, SGD, AdamW
from core.training.problem import Problem, prepare
from core.training.schedules import SCHEDULES, Cosine, WarmUp
from core.training.snapshot import Snapshot
from tests.core.samples import SMALL, THREE, entries, pairs, title, with_hidden
from tests.core.training.test_large_sets import with_batch

BUILT = tape.extension
pytestmark = pytest.mark.skipif(BUILT is None, reason="the extension is not built, or switched off")
FULL = replace(SMALL, batch_size=30)


def bits(progress: Progress) -> list[object]:
    """Return all that `advance` brought back, as it is compared to the last bit."""
    snapshots = progress.snapshot, *progress.keys
    states = [(s.iteration, s.state.tobytes(), s.age, s.slots_of, s.passes) for s in snapshots]
    records = progress.batch_loss.tobytes(), progress.gradient_norm.tobytes()
    return [progress.first, records, repr(progress.evaluations), repr(progress.stopped), *states]


def walked(experiment: Experiment, extension: Any, walk: Callable[[Problem], list[Progress]]) -> tuple[Any, list[Any]]:
    """Return the tapes of a problem of its own, and what a walk with this extension brings back."""
    problem = replace(prepare(experiment))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tape, "extension", extension)
        brought = walk(problem)
    return workspace_of(problem).tapes, [bits(each) for each in brought]


def in_pieces(problem: Problem) -> list[Progress]:
    """Go on for some 230 iterations in pieces: with evaluations and without, with near keys and far ones."""
    brought = [advance(problem, problem.start(), 33)]
    for steps, stride, evaluated in ((1, 1, True), (90, 4, True), (70, 3, False), (40, 1000, False)):
        snapshot = brought[-1].snapshot
        brought.append(advance(problem, snapshot, steps, key_stride=stride, evaluated=evaluated))
    return brought


def check(experiment: Experiment, walk: Callable[[Problem], list[Progress]] = in_pieces, on_tape: bool = True) -> None:
    """Compare a walk on tapes with the same, call by call."""
    tapes, brought = walked(experiment, BUILT, walk)
    assert all((each is not None) == on_tape for each in tapes.values())
    assert bool(tapes) or not on_tape
    nothing, called = walked(experiment, None, walk)
    assert not any(nothing.values())
    assert brought == called


# --- every entry of the catalogues ---


@pytest.mark.parametrize("experiment", [SMALL, THREE, FULL], ids=["two classes", "three classes", "full batch"])
def test_samples(experiment: Experiment) -> None:
    check(experiment)


@pytest.mark.parametrize("g", [*entries(HIDDEN_ACTIVATIONS), HIDDEN_ACTIVATIONS["elu"].of({"scale": 2.5})], ids=title)
def test_every_hidden_activation(g: Activation) -> None:
    check(with_hidden(SMALL, g), on_tape=not isinstance(g, Own))


@pytest.mark.parametrize(("loss", "output"), [pytest.param(*pair, id="-".join(map(title, pair))) for pair in pairs()])
def test_every_loss_with_every_output(loss: Any, output: Activation) -> None:
    for base in (SMALL, THREE):
        fits = output.name in ("sigmoid", "softmax") or not loss.outputs
        if fits and not (base is SMALL and loss.name.startswith("categorical")):
            network = replace(base.network, output=output)
            check(replace(base, network=network, loss=loss), on_tape=not isinstance(output, Own))


@pytest.mark.parametrize("schedule", entries(SCHEDULES), ids=title)
def test_every_schedule(schedule: Any) -> None:
    check(replace(SMALL, schedule=schedule))


@pytest.mark.parametrize("clip", [math.inf, 0.3])
@pytest.mark.parametrize("optimizer", entries(OPTIMIZERS), ids=title)
def test_every_optimizer(optimizer: Any, clip: float) -> None:
    check(replace(SMALL, optimizer=optimizer, clip_norm=clip))


@pytest.mark.parametrize("regularizer", entries(REGULARIZERS), ids=title)
def test_every_penalty(regularizer: Any) -> None:
    for experiment in (THREE, FULL):
        check(replace(experiment, regularizer=regularizer, clip_norm=0.5))


@pytest.mark.parametrize("size", [1, 2, 4, 29, 30])
def test_every_size_of_batch(size: int) -> None:
    for experiment in (SMALL, THREE):
        check(replace(experiment, batch_size=size))


@pytest.mark.parametrize("size", [29, 1_000, MAX_PASS])
def test_large_sets(size: int) -> None:
    """Their examples lie side by side in memory; of the last two sizes an epoch ends with a smaller batch."""
    check(with_batch(LARGE + 1, size).experiment)


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set(name: str) -> None:
    data = DATASETS[name]()
    check(replace(SMALL.suited_to(data, 0.25), regularizer=L1(lam=0.003)))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_stays_the_same_fault(fault: str) -> None:
    experiment = with_fault(with_hidden(SMALL, ReLU()), fault)
    tapes, brought = walked(experiment, BUILT, in_pieces)
    assert tapes
    assert brought == walked(experiment, None, in_pieces)[1]


@pytest.mark.parametrize("hidden", [(), (1,), (1, 1), (40,), (600,), (9, 8, 7, 6, 5)], ids=str)
def test_networks_of_every_shape(hidden: tuple[int, ...]) -> None:
    layers = tuple(DenseLayer(min(n, 512), ReLU()) for n in hidden)
    for base in (SMALL, THREE, FULL):
        check(replace(base, network=Network(layers, base.network.output)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(120))
def test_random_experiments(seed: int) -> None:
    rng = np.random.default_rng((20, seed))

    def one(choices: Any) -> Any:
        return choices[rng.integers(len(choices))]

    base = SMALL.suited_to(one(list(DATASETS.values()))(), 0.25)
    layers = tuple(
        DenseLayer(int(rng.integers(1, 40)), one(entries(HIDDEN_ACTIVATIONS))) for _ in range(rng.integers(5))
    )
    experiment = replace(
        base,
        network=Network(layers, base.network.output),
        regularizer=one(entries(REGULARIZERS)),
        optimizer=replace(one(entries(OPTIMIZERS)), alpha=float(10.0 ** rng.uniform(-3, 1.5))),
        schedule=one(entries(SCHEDULES)),
        clip_norm=one([math.inf, 0.1, 3.0]),
        batch_size=int(rng.integers(1, base.train_size + 1)),
        seed=seed,
    )
    own = any(isinstance(layer.activation, Own) for layer in layers)
    tapes, brought = walked(experiment, BUILT, in_pieces)
    assert all((each is None) == own for m, each in tapes.items() if m <= MAX_PASS)
    assert brought == walked(experiment, None, in_pieces)[1]


# --- what happens on the way ---


@pytest.mark.parametrize(
    "base", [SMALL, THREE, replace(FULL, regularizer=L1(lam=0.1))], ids=["two", "three", "penalty"]
)
@pytest.mark.parametrize("alpha", [30.0, 1e3, 1e6])
def test_runs_that_diverge(base: Experiment, alpha: float) -> None:
    experiment = replace(with_hidden(base, ReLU()), loss=MeanSquaredError(), optimizer=SGD(alpha=alpha))
    linear = replace(experiment, network=replace(experiment.network, output=ACTIVATIONS["identity"]()))
    results = []
    for extension in (BUILT, None):
        _, brought = walked(linear, extension, lambda problem: [advance(problem, problem.start(), 400)])
        results.append(brought)
    assert results[0] == results[1]
    assert "Divergence" in str(results[0][0][3])


def test_losses_that_are_almost_0() -> None:
    certain = replace(with_hidden(SMALL, ACTIVATIONS["tanh"]()), optimizer=AdamW(alpha=0.3, decay=0.0), batch_size=5)
    data = DATASETS["blobs"](points=40, noise=0.05)
    for base in (certain, replace(THREE, optimizer=certain.optimizer)):
        last: list[float] = []

        def walk(problem: Problem, last: list[float] = last) -> list[Progress]:
            made = advance(problem, problem.start(), 2500, key_stride=50)
            last.append(float(made.batch_loss.min()))
            return [made]

        check(base.with_data(data, 0.25), walk)
        assert last[0] < 1e-6


def test_settings_that_change_on_the_way() -> None:
    """Another batch size takes over within an epoch, another optimiser begins with fresh slots."""

    def walk(problem: Problem) -> list[Progress]:
        first = advance(problem, problem.start(), 12)
        others = [
            replace(SMALL, batch_size=4),
            replace(SMALL, batch_size=30, schedule=Cosine(span=90)),
            replace(SMALL, optimizer=OPTIMIZERS["momentum"](), schedule=WarmUp(length=9)),
        ]
        return [first, *(advance(replace(prepare(other)), first.snapshot, 40) for other in others)]

    check(SMALL, walk)


def test_time_ends_a_stretch_and_changes_nothing() -> None:
    def walk(problem: Problem) -> list[Progress]:
        snapshot, states = problem.start(), []
        while snapshot.iteration < 300:
            part = advance(problem, snapshot, 300 - snapshot.iteration, seconds=0.0003)
            assert part.snapshot.iteration > snapshot.iteration
            snapshot = part.snapshot
            states += list(part.keys)
        return [Progress(0, snapshot, np.zeros(0), np.zeros(0), (), tuple(states))]

    for experiment in (SMALL, FULL):
        check(experiment, walk)


def test_a_key_keeps_its_own_numbers_only() -> None:
    problem = replace(prepare(SMALL))
    keys = advance(problem, problem.start(), 60, evaluated=False).keys
    assert [key.iteration for key in keys] == list(range(1, 61))
    assert all(key.state.base is None and not key.state.flags.writeable for key in keys)


# --- it is trusted only where it is right ---


class WrongOrder:
    """An extension that moves one parameter by the smallest step there is."""

    Tape = BUILT and BUILT.Tape

    @staticmethod
    def run(*given: Any) -> int:
        """Walk, and spoil the last bit of a number."""
        done: int = BUILT.run(*given)
        state = given[6]
        state[0, -1] = np.nextafter(state[0, -1], np.inf)
        return done


def test_a_tape_that_is_not_equal_is_left_aside() -> None:
    tapes, brought = walked(SMALL, WrongOrder, in_pieces)
    assert tapes == {7: None, 2: None}
    assert brought == walked(SMALL, None, in_pieces)[1]


def test_it_can_be_switched_off() -> None:
    code = "from core.training.fast import tape; print(tape.extension)"
    for value, words in (("0", "None"), ("1", "<module")):
        environment = {**os.environ, tape.SWITCH: value}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(words)


# --- whatever is given to it ---

A, B, OUT = np.ones((3, 4)), np.ones((4, 5)), np.zeros((3, 5))
FLAT = (np.add, (A, A, A), (12,), (8, 8, 8))
PRODUCT = (np.matmul, (A, B, OUT), (1, 3, 4, 5), (0, 0, 0, *A.strides, *B.strides, *OUT.strides))


def read_only(array: Array) -> Array:
    array.setflags(write=False)
    return array


def made(*calls: Any) -> Any:
    """Return a tape with these calls for a batch of two examples."""
    return BUILT.Tape((calls, (), (), (), ()), np.zeros(tape.VALUES), np.zeros((3, 2)), np.zeros(1))


def test_good_calls_are_taken() -> None:
    made(FLAT, PRODUCT, (None, (np.ones(3, bool), np.ones(3)), (3,), (1, 8)), (np.positive, (ZERO, A), (12,), (0, 8)))


BAD = {
    "no tuple": 3,
    "too short": (np.add,),
    "no ufunc": (len, (A, A, A), (12,), (8, 8, 8)),
    "another name": ("add", (A, A, A), (12,), (8, 8, 8)),
    "no arrays": (np.add, (A, 2.0, A), (12,), (8, 8, 8)),
    "two arrays": (np.add, (A, A), (12,), (8, 8)),
    "four arrays": (np.add, (A, A, A, A), (12,), (8, 8, 8, 8)),
    "too many results": (np.divmod, (A, A, A, A), (12,), (8, 8, 8, 8)),
    "too far": (np.add, (A, A, A), (13,), (8, 8, 8)),
    "steps too wide": (np.add, (A, A, A), (12,), (8, 8, 16)),
    "steps backwards": (np.add, (A, A, A), (12,), (8, -8, 8)),
    "steps that overflow": (np.add, (A, A, A), (12,), (8, 8, 2**64)),
    "a huge count": (np.add, (A, A, A), (2**62,), (8, 8, 8)),
    "nothing": (np.add, (A, A, A), (0,), (8, 8, 8)),
    "words for numbers": (np.add, (A, A, A), ("12",), (8, 8, 8)),
    "no dimension": (np.add, (A, A, A), (), (8, 8, 8)),
    "single precision": (np.add, (A.astype(np.float32),) * 3, (12,), (4, 4, 4)),
    "whole numbers": (np.add, (A.astype(np.int64),) * 3, (12,), (8, 8, 8)),
    "objects": (np.add, (A.astype(object),) * 3, (12,), (8, 8, 8)),
    "the other end first": (np.add, (A.astype(">f8"),) * 3, (12,), (8, 8, 8)),
    "not aligned": (np.positive, (A, np.zeros(97, np.uint8)[1:].view(np.float64)), (12,), (8, 8)),
    "an empty array": (np.add, (A[:0], A, A), (1,), (8, 8, 8)),
    "a view that runs backwards": (np.add, (A[::-1], A, A), (1,), (8, 8, 8)),
    "never to be written": (np.add, (A, A, read_only(A.copy())), (12,), (8, 8, 8)),
    "numbers where there is true or false": (np.greater, (A, A, A), (12,), (8, 8, 8)),
    "true and false added": (np.add, (A > 0, A, A), (12,), (1, 8, 8)),
    "a cast to true and false": (None, (A, A > 0), (12,), (8, 1)),
    "a cast with gaps": (None, (A > 0, A), (6,), (2, 16)),
    "a product too far": (*PRODUCT[:2], (1, 3, 5, 5), PRODUCT[3]),
    "a product of many": (*PRODUCT[:2], (2, 3, 4, 5), (8, *PRODUCT[3][1:])),
    "a product without its steps": (*PRODUCT[:3], (0, 0, 0)),
    "a product of rows": (np.matmul, (A, B[:, 0].copy(), OUT), *PRODUCT[2:]),
}


@pytest.mark.parametrize("call", BAD.values(), ids=list(BAD))
def test_bad_calls_are_refused(call: Any) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        made(FLAT, call)


@pytest.mark.parametrize(
    "given",
    [
        (),
        (1, 2, 3, 4),
        (((),) * 4, np.zeros(tape.VALUES), np.zeros((3, 2)), np.zeros(1)),
        ((3,) * 5, np.zeros(tape.VALUES), np.zeros((3, 2)), np.zeros(1)),
        (((),) * 5, np.zeros(3), np.zeros((3, 2)), np.zeros(1)),
        (((),) * 5, None, np.zeros((3, 2)), np.zeros(1)),
        (((),) * 5, np.zeros(tape.VALUES), np.zeros(6), np.zeros(1)),
        (((),) * 5, np.zeros(tape.VALUES), np.zeros((3, 0)), np.zeros(1)),
        (((),) * 5, np.zeros(tape.VALUES), np.zeros((3, 2)).T, np.zeros(1)),
        (((),) * 5, np.zeros(tape.VALUES), np.zeros((3, 2)), 1.0),
    ],
)
def test_bad_tapes_are_refused(given: tuple[Any, ...]) -> None:
    with pytest.raises((ValueError, TypeError)):
        BUILT.Tape(*given)


RUN: dict[str, Any] = {
    "source": np.zeros((3, 9)),
    "order": np.arange(4),
    "told": np.zeros((2, 1)),
    "losses": np.zeros(2),
    "norms": np.zeros(2),
    "state": np.zeros((2, 5)),
    "keys": np.zeros((2, 2, 5)),
    "until": 1,
    "stride": 1,
}


def test_a_good_run() -> None:
    assert BUILT.run((made(), made()), *RUN.values()) == 0  # 0 / 0 is not finite
    assert BUILT.run((), *RUN.values()) == 0
    right = BUILT.Tape(((),) * 5, np.ones(tape.VALUES), np.zeros((3, 2)), np.zeros(1))
    keys, state = np.zeros((2, 2, 5)), np.arange(10.0).reshape(2, 5)
    assert BUILT.run((right, right), *{**RUN, "state": state, "keys": keys}.values()) == 2
    assert keys.tolist() == [state.tolist()] * 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", np.zeros((2, 9))),
        ("source", np.zeros((9, 3)).T),
        ("source", np.zeros((3, 0))),
        ("order", np.arange(3)),
        ("order", np.array([0, 1, 2, 9])),
        ("order", np.array([0, 1, 2, -1])),
        ("order", np.arange(4.0)),
        ("order", np.arange(8)[::2]),
        ("order", [0, 1, 2, 3]),
        ("told", np.zeros((2, 2))),
        ("told", np.zeros((1, 1))),
        ("losses", np.zeros(1)),
        ("norms", np.zeros(2, np.float32)),
        ("norms", read_only(np.zeros(2))),
        ("state", np.zeros((2, 4))),
        ("state", np.zeros((5, 2)).T),
        ("keys", np.zeros((1, 2, 5))),
        ("keys", np.zeros((2, 5))),
        ("until", 0),
        ("stride", 0),
    ],
)
def test_bad_runs_are_refused(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        BUILT.run((made(), made()), *{**RUN, name: value}.values())


@pytest.mark.parametrize("tapes", [[], (3,), (None, None), "three", "another"])
def test_bad_tapes_are_not_run(tapes: Any) -> None:
    other = BUILT.Tape(((),) * 5, np.zeros(tape.VALUES), np.zeros((4, 2)), np.zeros(1))
    tapes = {"three": (made(),) * 3, "another": (made(), other)}.get(tapes, tapes) if isinstance(tapes, str) else tapes
    with pytest.raises((ValueError, TypeError)):
        BUILT.run(tapes, *RUN.values())


def test_arrays_live_as_long_as_their_tape() -> None:
    array = np.ones(5)
    kept = made((np.add, (array, array, array), (5,), (8, 8, 8)))
    alive = ref(array)
    del array
    gc.collect()
    BUILT.run((kept,), *RUN.values())
    assert alive() is not None
    del kept
    gc.collect()
    assert alive() is None


def test_numbers_that_overflow_leave_no_trace() -> None:
    """NumPy looks at what the processor notes of each call; the tape clears it."""
    huge = np.full(4, 1e300)
    walked_over = made((np.multiply, (huge, huge, huge), (4,), (8, 8, 8)))
    BUILT.run((walked_over,), *RUN.values())
    with np.errstate(all="raise"):
        assert float(np.add(1.0, 2.0)) == 3.0


def test_the_snapshots_of_a_walk_are_not_its_own_state() -> None:
    problem = replace(prepare(SMALL))
    first: Snapshot = advance(problem, problem.start(), 5).snapshot
    before = first.state.tobytes()
    advance(problem, first, 50)
    assert first.state.tobytes() == before
