"""What the Race table, Rows, One weight and Maths say, held against random runs as on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.analysis.scope import ScopeChoice, ScopeName, scope_of
from core.analysis.sight import Cell
from core.analysis.slices import begin
from core.arrays import Array
from core.data.regression import TwoHills
from core.nn import backpropagation as paper
from core.nn.activations import ACTIVATIONS
from core.nn.losses import MeanSquaredError
from core.nn.network import Network
from core.training.batches import batch_columns
from core.training.experiment import Experiment
from core.training.first_reached import LossSearch
from core.training.first_reached import begin as known_of
from core.training.loop import advance
from core.training.problem import Problem, prepare
from core.training.run import Run
from core.training.snapshot import Snapshot
from core.training.trace import Trace, trace
from core.words import unmarked
from gui.frames.frame import Frame
from gui.frames.pointing import Group
from gui.frames.shown import ShownFrame, ShownRival
from gui.lenses.maths import words
from gui.lenses.one_weight import numbers
from gui.lenses.race.table import LEADS, RacerStanding, standings
from gui.lenses.rows_model import RowsModel
from gui.widgets.theme import Look
from tests.core.analysis.test_caption_claims import experiments
from tests.core.samples import SMALL
from tests.core.sentences import agrees, read, unread
from tests.gui.frames.frames import begun, trained

pytestmark = pytest.mark.slow
CASES = settings(max_examples=200)
NUMBERS = replace(
    SMALL,
    data=TwoHills(points=40),
    network=Network(SMALL.network.hidden, ACTIVATIONS["identity"]()),
    loss=MeanSquaredError(),
)


def close(text: str, value: float) -> bool:
    """Tell whether a written number is a value, but for round-off."""
    return any(agrees(text, value * (1.0 + off) + 1e-15 * off) for off in (0.0, 1e-8, -1e-8))


def on_paper(problem: Problem, theta: Array, rows: Array) -> tuple[Array, Array, Array]:
    """Return Z[L], A[L] and Y of some rows of the training or test set."""
    e, n = problem.experiment, problem.layout.sizes[0]
    z, a = paper.forward(e.network, problem.layout, theta, rows[:, :n].T)
    return z[problem.layout.depth], a[problem.layout.depth], rows[:, n + 1 :].T


def loss_of(problem: Problem, theta: Array, rows: Array) -> float:
    """Return the minimised loss of some rows."""
    e = problem.experiment
    return e.loss.mean(*on_paper(problem, theta, rows)) + e.regularizer.penalty(theta * problem.layout.is_weight)


def trained_little(experiment: Experiment, steps: int) -> tuple[Frame, Run]:
    """Return a frame of a run some steps after its start."""
    frame, run = begun(experiment)
    frame = trained(run, frame, steps).frame if steps else frame
    assume(frame.snapshot.iteration == steps and np.abs(frame.snapshot.theta).max() < 1e3)
    return frame, run


def passes_until(problem: Problem, iteration: int) -> float:
    """Return how many times the training examples have been used: the last batch of an epoch may be smaller."""
    whole, begun_ = divmod(iteration, problem.batches)
    m = len(problem.rows)
    return whole + min(begun_ * problem.experiment.batch_size, m) / m


def check_standing(row: RacerStanding, problem: Problem, passed: list[Snapshot], goal: float) -> None:
    """Check what a row of the table says of a run that has passed through some snapshots, from the start on."""
    now, losses = passed[-1].theta, [loss_of(problem, at.theta, problem.rows) for at in passed]
    loss, _, accuracy, reached, epochs, _ = row.cells
    assert close(loss, losses[-1])
    _, a, y = on_paper(problem, now, problem.rows)
    right = (a.argmax(axis=0) == y.argmax(axis=0)) if len(a) > 1 else (a[0] > 0.5) == (y[0] > 0.5)
    assert close(accuracy.removesuffix(" %"), 100.0 * np.count_nonzero(right) / len(right))
    assume(not np.isclose(losses, goal, rtol=1e-9).any())
    below = [k for k, each in enumerate(losses) if each <= goal]
    if (found := read(r"≤: reached at iteration (.*), perhaps earlier\.", row.doubt)) is not None:
        assert reached == f"≤ {found[0]}"
        assert epochs.startswith("≤ ")
        assert losses[int(found[0])] <= goal
        assert below[0] <= int(found[0])
    elif row.doubt:
        assert row.doubt == "–: not reached at any iteration evaluated so far."
        assert reached == epochs == "–"
    elif below:
        assert int(reached) == below[0]
        assert agrees(epochs, passes_until(problem, below[0]))
    else:
        assert reached == epochs == "–"


@CASES
@given(experiments(), st.floats(-1.0, 1.0), st.integers(1, 60), st.floats(0.3, 0.999), st.integers(0, 40))
def test_what_the_race_table_says_holds(
    experiment: Experiment, power: float, steps: int, share: float, looked: int
) -> None:
    other = replace(experiment.optimizer, alpha=experiment.optimizer.alpha * 10.0**power)
    with np.errstate(all="ignore"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.training.problem.EVERY_ITERATION_UNTIL", 3)  # gaps come soon
        frame, run = trained_little(experiment, steps)
        beside, rival = trained_little(replace(experiment, optimizer=other), steps)
        problems = prepare(frame.experiment), prepare(beside.experiment)
        passed = [[each.start(), *advance(each, each.start(), steps).keys] for each in problems]
        assume(len(passed[0]) == len(passed[1]) == steps + 1)
        start = loss_of(problems[0], passed[0][0].theta, problems[0].rows)
        goal = start * share
        racer = ShownRival(
            of=rival.id, problem=problems[1], snapshot=beside.snapshot, evaluation=beside.evaluation, run=rival
        )
        shown = ShownFrame(**vars(frame) | {"run": run, "ghosts": (rival,), "rivals": (racer,)})
        known = {each: known_of(each) for each in (run, rival)}
        for search_to in (looked, steps):
            for each in known:
                search = LossSearch(known[each], goal, min(search_to, steps))
                while not search.done:
                    search = search.further()
                known[each] = search.known
            rows = standings(shown, goal, Look(), known)
            for row, problem, all_passed in zip(rows, problems, passed, strict=True):
                check_standing(row, problem, all_passed, goal)
    assert not any(row.doubt for row in rows)
    losses = [row.loss for row in rows]
    assert [row.cells[-1] == LEADS for row in rows] == [
        each < min(losses[:k] + losses[k + 1 :]) for k, each in enumerate(losses)
    ]


@CASES
@given(experiments() | st.just(NUMBERS), st.integers(0, 5), st.booleans(), st.booleans())
def test_what_rows_say_of_each_example_holds(experiment: Experiment, steps: int, train: bool, wrong_only: bool) -> None:
    with np.errstate(all="ignore"):
        frame, _ = trained_little(experiment, steps)
        problem, model = prepare(frame.experiment), RowsModel()
        model.show(frame, Group(train), wrong_only and bool(problem.classes))
        given_x = problem.train.x if train else problem.test.x
        n = problem.layout.sizes[0]
        fed = (problem.x[:, : len(problem.train)] if train else problem.x[:, len(problem.train) :])[:n]
        z, a = paper.forward(experiment.network, problem.layout, frame.snapshot.theta, fed)
        last = problem.layout.depth
        y = problem.y[:, : len(problem.train)] if train else problem.y[:, len(problem.train) :]
        losses = np.atleast_2d(experiment.loss.per_example(z[last], a[last], y)).sum(axis=0)
    names = [column.name for column in model.columns]
    cells = [dict(zip(names, (column.text(int(row)) for column in model.columns), strict=True)) for row in model.rows]
    numbers_ = [int(each["no."]) - 1 for each in cells]
    if problem.classes:
        classes = a[last].argmax(axis=0) if last and len(a[last]) > 1 else (a[last][0] > 0.5).astype(int)
        labels = (problem.train if train else problem.test).labels
        wrong = classes != labels
        assert sorted(numbers_) == [k for k in range(len(wrong)) if wrong[k] or not wrong_only]
        for k, cell in zip(numbers_, cells, strict=True):
            assert cell["predicted"].startswith("✗ ") == bool(wrong[k])
            name, confidence = cell["predicted"].removeprefix("✗ ").split(" · ")
            assert unmarked(name) == experiment.data.class_names[classes[k]]
            assert unmarked(cell[experiment.data.target]) == experiment.data.class_names[labels[k]]
            if experiment.network.output.name in ("sigmoid", "softmax"):
                sure = a[last][:, k].max() if len(a[last]) > 1 else max(a[last][0, k], 1.0 - a[last][0, k])
                text = confidence.removesuffix(" %")
                assert (sure > 0.99) if text == "> 99" else close(text, 100.0 * sure)
    else:
        for k, cell in zip(numbers_, cells, strict=True):
            assert close(cell["predicted"], a[last][0, k])
            assert close(cell["residual"], y[0, k] - a[last][0, k])
    for k, cell in zip(numbers_, cells, strict=True):
        assert close(cell["loss"], losses[k])
        for name, value in zip(experiment.data.inputs, given_x[:, k], strict=True):
            assert agrees(cell[name], float(value))
    assert np.all(np.diff(losses[numbers_]) <= 1e-9 * np.abs(losses).max())  # the worst first


@CASES
@given(
    experiments(),
    st.integers(0, 3),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.sampled_from(["example", "batch", "set"]),
)
def test_the_numbers_of_one_weight_hold(
    experiment: Experiment, steps: int, pick: int, column: int, name: ScopeName
) -> None:
    with np.errstate(all="ignore"):
        problem = prepare(experiment)
        at = advance(problem, problem.start(), steps).snapshot if steps else problem.start()
        opened, index, passes = trace(problem, at), pick % problem.layout.parameters, problem.passes(at)
        assume(not opened.diverged and np.abs(at.theta).max() < 1e3)
        columns = batch_columns(problem, at.iteration, passes)
        scope = scope_of(problem, at.iteration, ScopeChoice(name, column % len(columns)), passes)
        work = begin(problem, opened, index, scope=scope)
        while work.result is None:
            work = work.further()
        cut = work.result
        of = {"example": columns[[column % len(columns)]], "batch": columns, "set": np.arange(len(problem.rows))}[name]
        penalised = replace(problem.experiment, regularizer=problem.experiment.regularizer)
        penalty = 0.0 if name == "example" else penalised.regularizer.penalty(at.theta * problem.layout.is_weight)
        data_loss = experiment.loss.mean(*on_paper(problem, at.theta, problem.rows[of]))
        after = advance(problem, at, 1).snapshot
    written = numbers(cut, "w", True, " | ").replace("\N{NO-BREAK SPACE}", " ")
    found = read(r"w = <N> \| [Lℓ] = <N> \| ∂[Lℓ]/∂w = <N> \((.*)\) \| step −α·g = <N>(?:, g of this batch)?", written)
    assert found is not None, written
    assert close(found[0], at.theta[index])
    assert close(found[1], data_loss + penalty)
    assert close(found[2], slope_of(problem, at.theta, problem.rows[of], index, name != "example"))
    assert found[3] == scope.words
    assert close(found[4], after.theta[index] - at.theta[index])


def slope_of(problem: Problem, theta: Array, rows: Array, index: int, penalised: bool) -> float:
    """Return ∂/∂w of the loss of some rows, as on paper, with the penalty or without."""
    e, n = problem.experiment, problem.layout.sizes[0]
    with np.errstate(all="ignore"):
        z, a = paper.forward(e.network, problem.layout, theta, rows[:, :n].T)
        dw, db = paper.backward(e.network, problem.layout, theta, z, a, rows[:, n + 1 :].T, e.loss)
        l, j, i = problem.layout.position(index)
        slope = float(np.ravel(db[l])[j - 1] if i == 0 else dw[l][j - 1, i - 1])
        return slope + penalised * float(e.regularizer.gradient(theta * problem.layout.is_weight)[index])


@CASES
@given(experiments(), st.booleans(), st.integers(0, 5), st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_maths_notes_and_says_of_origins_holds(
    experiment: Experiment, standardised: bool, steps: int, row: int, column: int
) -> None:
    experiment = replace(experiment, standardise=standardised)
    with np.errstate(all="ignore"):
        problem = prepare(experiment)
        at = advance(problem, problem.start(), steps).snapshot if steps else problem.start()
        opened = trace(problem, at)
        assume(not opened.diverged and np.abs(at.theta).max() < 1e3)
        columns = batch_columns(problem, at.iteration, problem.passes(at))
        for kind in ("batch", "forward", "loss", "backward", "update"):
            for sentence in words.notes(opened, problem.layout, kind, None):
                check_note(sentence, problem, opened, columns)
        x = problem.train.x[:, columns]
        cell = Cell("x", 0, row % len(x), column % x.shape[1])
        origin = words.origin_of_input(opened, problem.inputs, cell)
    value = x[cell.row, cell.column]
    number = columns[cell.column] + 1
    if standardised:
        found = read(rf".* of training example {number}, standardised: \(<N> (.) <N>\) / <N>", origin)
        assert found is not None, origin
        mean, deviation = problem.train.x[cell.row].mean(), problem.train.x[cell.row].std()
        assert close(found[0], value)
        assert close(found[2], abs(mean))
        assert found[1] == ("−" if mean >= 0.0 else "+")
        assert close(found[3], deviation)
        assert opened.x[cell.row, cell.column] == pytest.approx((value - mean) / deviation, rel=1e-9, abs=1e-12)
    else:
        assert origin == f"input {cell.row + 1} of training example {number}: given by the data"
        assert opened.x[cell.row, cell.column] == value


def check_note(text: str, problem: Problem, opened: Trace, columns: np.ndarray) -> None:  # type: ignore[type-arg]
    """Check a sentence under the equations of a phase."""
    e, theta, m = problem.experiment, opened.before.theta, len(columns)
    rows = problem.rows[columns]
    data = e.loss.mean(*on_paper(problem, theta, rows))
    penalty = e.regularizer.penalty(theta * problem.layout.is_weight)
    if (
        found := read(r"Columns are examples, m = (\d+)\. Their numbers in the training set: (.*)\.", text)
    ) is not None:
        listed, _, more = found[1].partition(", … ")
        assert found[0] == str(m)
        assert listed == ", ".join(str(k + 1) for k in columns[:12])
        assert more == (f"({m - 12} more)" if m > 12 else "")
    elif (
        found := read(
            r"Data loss = (mean of the \d+ losses ℓ|the one loss ℓ) = <N>\."
            r"(?: Plus the penalty <N> \((.*)\): loss L = <N>\.)?",
            text,
        )
    ) is not None:
        assert found[0] == (f"mean of the {m} losses ℓ" if m > 1 else "the one loss ℓ")
        assert close(found[1], data)
        assert (found[2] is not None) == e.regularizer.active
        assert found[2] is None or (close(found[2], penalty) and close(found[4], data + penalty))
    elif (found := read(r"Clipping: \|g\| = <N> is above <N>, so g is multiplied by c = <N>\.", text)) is not None:
        norm = np.linalg.norm([slope_of(problem, theta, rows, k, True) for k in range(len(theta))])
        assert close(found[0], norm)
        assert close(found[1], e.clip_norm)
        assert norm > e.clip_norm
        assert close(found[2], e.clip_norm / norm)
    elif found := read(
        r"dA and dZ belong to each example's own loss\. 1/m \(m = (\d+)\) comes in once: at dW and db\.", text
    ):
        assert found[0] == str(m)
        last = opened.layers[-1]
        np.testing.assert_allclose(last.dw, last.dz @ opened.layers[-2].a.T / m, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(last.db, last.dz.mean(axis=1, keepdims=True), rtol=1e-9, atol=1e-12)
    elif text.startswith("The penalty ("):
        assert (
            text
            == f"The penalty ({e.regularizer.title}) adds its own gradient to dW before the update; db stays as it is."
        )
        assert e.regularizer.active
        assert not e.regularizer.gradient(theta * problem.layout.is_weight)[problem.layout.is_weight == 0].any()
    elif text.startswith("μ and σ:"):
        assert e.standardise
    else:
        unread(text)
