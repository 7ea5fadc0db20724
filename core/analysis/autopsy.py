"""Why a run diverged: how its steps landed, which layer's gradient grew first, and α against the curvature."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from core.arrays import Array, frozen, norm, scaled
from core.training.gradient import batch_gradient, batch_loss_and_gradient
from core.training.growth import GROWN
from core.training.history import History
from core.training.landings import Landing, landing_of, landing_words
from core.training.loop import step
from core.training.passes import Passes
from core.training.problem import Problem, prepare
from core.training.run import Segment, replay
from core.training.snapshot import Snapshot
from core.values import dataclass
from core.words import capital
from core.work import Work

WINDOW = 50
"""Number of iterations before the end that are examined."""
TENFOLD = 10.0
SPOILT = 0.75
"""A run has not come back from a tenfold loss as long as its loss is above this share of that at the start."""
FEWEST = 5
"""How many evaluations at least tell that a run is lost."""
BUMP = 1e-5
"""Step of the difference quotient for the curvature, relative to the norm of θ."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def first_trouble(history: History, since: int = 0) -> int | None:
    """Return the first iteration after ``since`` with a tenfold loss; None if there is none.

    An evaluation is compared with the lowest loss of the whole training set so far, a single batch with the loss of the
    whole set at the start.
    """
    loss = history.evaluated("train_loss") + history.evaluated("penalty")
    with np.errstate(all="ignore"):
        high = history.evaluated("iteration")[~(loss <= TENFOLD * np.fmin.accumulate(loss))]
        batches = np.flatnonzero(~(history.batch_loss <= TENFOLD * loss[0]))
    places = [int(found[found > since][0]) for found in (high, batches) if np.any(found > since)]
    return min(places, default=None)


def is_wrecked(history: History, trouble: int) -> bool:
    """Tell whether a run has not come back from its tenfold loss at iteration ``trouble``.

    The loss is a thousand times that at the start or, some iterations later, still hardly below that.
    """
    start, now = (float(history.evaluated("train_loss")[k] + history.evaluated("penalty")[k]) for k in (0, -1))
    return not now <= (SPOILT if history.end - trouble >= WINDOW else GROWN) * start


def last_calm(history: History) -> int:
    """Return the last iteration known to have had no higher loss than the start, 0 if that is no number."""
    loss = history.evaluated("train_loss") + history.evaluated("penalty")
    return int(max(history.evaluated("iteration")[loss <= loss[0]], default=0))


def lost_from(history: History, since: int = 0) -> int | None:
    """Return where the training loss first was above that at the start after ``since``, if it hardly was below of late.

    Of late are the last `WINDOW` iterations, or the last evaluations where these are far apart. None if there have been
    fewer since then, or the loss was as high before: it did not rise in training.
    """
    iterations, loss = history.evaluated("iteration"), history.evaluated("train_loss")
    at = int(np.searchsorted(iterations, since, side="right"))
    late = loss[max(at, min(int(np.searchsorted(iterations, history.end - WINDOW)), len(loss) - FEWEST)) :]
    if history.end - since < WINDOW or len(late) < FEWEST or loss[at - 1] > loss[0] or np.median(late) <= loss[0]:
        return None
    return int(iterations[at:][~(loss[at:] <= loss[0])][0])


@dataclass(frozen=True)
class StepMeasures:
    """Measures of one iteration.

    Attributes
    ----------
    iteration
        The iteration from which the update starts.
    norms
        Norm of the batch's gradient in each layer 1…L, before clipping.
    curvature
        κ = gᵀHg / gᵀg of the batch's loss: its curvature along the gradient. NaN if not computable.
    reach
        How far the update went along −g, divided by |g|: α for plain gradient descent. NaN without an update.
    plain
        Whether it is plain gradient descent, without clipping.
    landing
        Where the update landed; None without an update.
    """

    iteration: int
    norms: tuple[float, ...]
    curvature: float
    reach: float
    plain: bool = True
    landing: Landing | None = None

    @property
    def limit(self) -> float:
        """2/κ: at constant curvature a larger α lands higher on the other side; infinite without upward curvature."""
        return 2.0 / self.curvature if self.curvature > 0.0 else math.inf


@dataclass(frozen=True, eq=False)
class AutopsyInWork(Work["Autopsy"]):
    """The autopsy of a run in work: its last iterations, one by one.

    Attributes
    ----------
    segments
        The run's segments.
    snapshot
        The next iteration to examine.
    last
        The last iteration to examine: `Divergence.iteration`, or that of the high loss. The work ends earlier if the
        run diverges before.
    """

    segments: tuple[Segment, ...]
    snapshot: Snapshot
    last: int
    looks: tuple[StepMeasures, ...] = ()

    @property
    def done(self) -> bool:
        """Whether all iterations have been examined."""
        return bool(self.looks) and self.looks[-1].iteration >= self.last

    @property
    def result(self) -> Autopsy | None:
        """The autopsy, once all iterations have been examined."""
        return conclude(self.looks) if self.done else None

    def further(self) -> AutopsyInWork:
        """Return the work with the next iteration examined; if it diverged, it is the last one."""
        here = self.snapshot
        problem = prepare(holding(self.segments, here.iteration).experiment)
        after = step(problem, here).snapshot
        looks = (*self.looks, look(problem, here, after))
        if after.iteration == here.iteration:
            return replace(self, last=here.iteration, looks=looks)
        after = replay(self.segments, after, after.iteration)  # with the values set there by hand
        return replace(self, snapshot=after, looks=looks)


@dataclass(frozen=True, eq=False)
class Autopsy:
    """The result of an autopsy.

    Attributes
    ----------
    iterations
        The iterations examined (n,).
    norms
        Norm of the gradient in each layer (L × n).
    curvature, reach
        (n,) each: see `StepMeasures`.
    layer
        The layer (1…L) whose gradient grew first.
    since
        The iteration at which it grew.
    calm
        The iteration before that, to rewind to.
    cause
        What went wrong, in one sentence for pupils.
    words
        The same by gradients and curvature, for those who know them.
    plain
        Whether all updates are plain gradient descent: ``reach`` then is α.
    limit, limit_at
        2/κ that the words speak of, and the iteration at which it held; infinite if they speak of none.
    """

    iterations: Array
    norms: Array
    curvature: Array
    reach: Array
    layer: int
    since: int
    calm: int
    cause: str
    words: str
    plain: bool
    limit: float = math.inf
    limit_at: int = 0


def begin(segments: tuple[Segment, ...], key: Snapshot, last: int, window: int = WINDOW) -> AutopsyInWork:
    """Begin the autopsy of the ``window`` iterations up to ``last``, or from ``key`` on if they are fewer."""
    first = max(key.iteration, last - window, 0)
    return AutopsyInWork(segments, replay(segments, key, first), last)


def look(problem: Problem, before: Snapshot, after: Snapshot) -> StepMeasures:
    """Return the measures of the update from ``before`` to ``after``."""
    k, theta = before.iteration, before.theta
    passes = problem.passes(before)
    loss, g = batch_loss_and_gradient(problem, theta, k, passes)
    layout = problem.layout
    with np.errstate(all="ignore"):
        norms = tuple(norm(layout.block(g, l)) for l in range(1, layout.depth + 1))
        made = after.iteration > k
        reach = float(np.dot(theta - after.theta, scaled(g)) / norm(g)) if made else math.nan
    plain = problem.experiment.optimizer.name == "sgd" and math.isinf(problem.experiment.clip_norm)
    landing = landing_of(problem, before, after, loss, g) if made else None
    return StepMeasures(k, norms, curvature_along(problem, theta, k, g, passes), reach, plain, landing)


def curvature_along(problem: Problem, theta: Array, iteration: int, g: Array, passes: Passes | None = None) -> float:
    """Return κ = gᵀHg / gᵀg of the loss of an iteration's batch, by a central difference of gradients."""
    with np.errstate(all="ignore"):
        direction = scaled(g)
        bump = BUMP * max(1.0, norm(theta))
        ahead = batch_gradient(problem, theta + bump * direction, iteration, passes)
        behind = batch_gradient(problem, theta - bump * direction, iteration, passes)
        curvature = float(np.dot(direction, ahead - behind) / (2.0 * bump))
    return curvature if math.isfinite(curvature) else math.nan


def holding(segments: tuple[Segment, ...], iteration: int) -> Segment:
    """Return the segment that holds at an iteration."""
    return next(s for s in reversed(segments) if s.start <= iteration)


def conclude(looks: tuple[StepMeasures, ...]) -> Autopsy:
    """Return the autopsy of the examined iterations."""
    norms = np.array([look.norms for look in looks]).T
    layer, place = _first_to_grow(norms)
    at, calm = looks[place], looks[max(0, place - 1)]
    landings = [each.landing for each in looks[max(0, place - 1) : -1] if each.landing]
    steepest = _steepest(looks, place)
    words = f"{_growth(norms, layer, looks, place)} {_against_curvature(steepest)}"
    return Autopsy(
        frozen(np.array([float(look.iteration) for look in looks])),
        frozen(norms),
        frozen(np.array([look.curvature for look in looks])),
        frozen(np.array([look.reach for look in looks])),
        layer + 1,
        at.iteration,
        calm.iteration,
        landing_words(calm.iteration, landings),
        words,
        all(look.plain for look in looks),
        *((steepest.limit, steepest.iteration) if steepest is not None else ()),
    )


def _quiet(norms: Array) -> int:
    """Return the number of iterations that define the usual norm: the first quarter, at least one."""
    return max(1, len(norms.T) // 4)


def _growths(norms: Array) -> Array:
    """Return ``norms`` (L × n) divided by each layer's usual norm in the first iterations."""
    with np.errstate(all="ignore"):
        usual = np.median(norms[:, : _quiet(norms)], axis=1, keepdims=True)
        growths: Array = norms / np.maximum(usual, np.finfo(np.float64).tiny)
    return np.where(np.isnan(growths), np.inf, growths)


def _first_to_grow(norms: Array) -> tuple[int, int]:
    """Return the layer (from 0) that first grew tenfold, or grew most if none did, and the place (0 … n-1).

    The iterations that define the usual norm do not count, unless there are no others.
    """
    quiet = min(_quiet(norms), norms.shape[1] - 1)
    growths = _growths(norms)[:, quiet:]
    tenfold = growths >= min(TENFOLD, float(growths.max()))
    place = int(np.argmax(tenfold.any(axis=0)))
    return int(np.argmax(np.where(tenfold[:, place], growths[:, place], -1.0))), quiet + place


def _growth(norms: Array, layer: int, looks: tuple[StepMeasures, ...], place: int) -> str:
    """Say how much the gradient of ``layer`` (from 0) grew, and from where on, if it was large before that too."""
    if place == 0 and not math.isfinite(norms[layer, 0]):
        return f"The gradient of layer {layer + 1} was not finite before the first step."
    growths, quiet, at = _growths(norms), _quiet(norms), f"at iteration {looks[place].iteration:,}"
    growth = float(growths[layer, place])
    early = float(growths[:, :quiet].max()) if place else 1.0
    later = early >= TENFOLD or early > max(1.0, growth)
    since = f"From iteration {looks[quiet].iteration:,} on, " if later else ""
    if not growth > 1.0:
        return capital(f"{since}no layer's gradient was above its usual norm.")
    if growth < TENFOLD:
        most = f"that of layer {layer + 1} came closest, with {_short(growth)} times {at}"
        return capital(f"{since}no layer's gradient reached ten times its usual norm; {most}.")
    by = f"to {_short(growth)} times its usual norm" if growth < 1e6 else "to more than a million times its usual norm"
    together = [f"{l + 1}" for l in np.flatnonzero(growths[:, place] >= TENFOLD)]
    if len(together) == 1:
        return capital(f"{since}the gradient of layer {layer + 1} grew first: {at}, {by}.")
    layers = "all layers" if len(together) == len(norms) else f"layers {', '.join(together[:-1])} and {together[-1]}"
    return capital(f"{since}the gradients of {layers} grew together: {at}, that of layer {layer + 1} most, {by}.")


def _steepest(looks: tuple[StepMeasures, ...], place: int) -> StepMeasures | None:
    """Return the longest step against its limit before the growth, or else the one from there; None if none has one."""
    known = [look for look in looks if look.curvature > 0.0 and 0.0 < look.reach < math.inf]
    first, after = looks[place].iteration, looks[place].iteration + 1
    known = [k for k in known if k.iteration < first] or [k for k in known if k.iteration < after]
    return max(known, key=lambda look: look.reach * look.curvature, default=None)


def _against_curvature(worst: StepMeasures | None) -> str:
    """Say whether a step was longer than the curvature allows."""
    if worst is None:
        return "No step there went downhill where the loss curves upwards: the curvature sets no limit to α."
    times = worst.reach / worst.limit
    alpha = (
        f"α was {_short(worst.reach)}"
        if worst.plain
        else f"this step went as far downhill as α = {_short(worst.reach)} would"
    )
    valley = (
        f"At iteration {worst.iteration:,} the loss had curvature κ = {_short(worst.curvature)} along the gradient: "
        f"a step above 2/κ = {_short(worst.limit)} would land higher on the other side of the valley, if the curvature "
        "stayed the same"
    )
    if times <= 1.0:
        return f"{valley}; {alpha}, which is within this limit."
    return f"{valley}, and {alpha}: {f'{_short(times)} times that' if times >= 1.005 else 'just above that'}."


def _short(value: float) -> str:
    """Return a value as text with three significant digits, as a power of ten if it would get long."""
    if 999.5 <= value < 1e6:
        return f"{value:,.0f}"
    text = f"{value:.3g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    power = str(int(exponent)).translate(RAISED)
    return f"{mantissa}·10{power}" if mantissa != "1" else f"10{power}"
