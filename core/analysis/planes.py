"""Planes through parameter space, to look at the loss and at the path of a run over them.

A plane is origin + s·u + t·v. The path leaves most planes again and again, so a plane always tells how much of the path
it shows and how far away the ball is.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property, partial
from typing import ClassVar

import numpy as np

from core.analysis.curvature import largest_curvature
from core.arrays import Array, frozen, norm
from core.hyperparameters import Choice, InvalidSetting, catalogue, hyperparameter
from core.nn.network import Layout
from core.training.gradient import full_gradient
from core.training.problem import Problem
from core.values import dataclass

SAME = 1e-9
"""Two directions are the same if the sine of their angle is smaller."""


@dataclass(frozen=True, eq=False)
class Plane:
    """origin + s·u + t·v.

    Attributes
    ----------
    origin, u, v
        (p,) each; u and v may have any length and angle, but are not parallel.
    names
        Names of the coordinates s and t.
    first_layer
        The first layer (1…L) that u or v change: earlier layers are the same everywhere on the plane.
    """

    origin: Array
    u: Array
    v: Array
    names: tuple[str, str]
    first_layer: int

    def at(self, s: float, t: float) -> Array:
        """Return θ (p,) at the coordinates s and t."""
        return self.origin + s * self.u + t * self.v

    def write(self, points: Array, thetas: Array) -> None:
        """Write the θ at ``points`` (k × 2) into ``thetas`` (k × p)."""
        np.multiply(points[:, :1], self.u, thetas)
        thetas += self.origin
        thetas += points[:, 1:] * self.v

    def through(self, theta: Array) -> Plane:
        """Return the plane moved sideways to go through ``theta`` (p,); the coordinates stay the same."""
        s, t = self.place(theta)
        moved = replace(self, origin=frozen(theta - s * self.u - t * self.v))
        vars(moved)["_projector"] = self._projector  # it depends on the directions only, and is slow to compute
        return moved

    def holds(self, theta: Array) -> bool:
        """Tell whether ``theta`` (p,) lies on the plane, up to rounding; False if that cannot be computed."""
        away = self.distance(theta)
        return math.isfinite(away) and away <= SAME * max(1.0, norm(theta))

    def facing(self, other: Plane) -> Plane:
        """Return the plane with each direction flipped if it points against that of ``other``."""
        u = self.u if float(self.u @ other.u) >= 0.0 else frozen(-self.u)
        v = self.v if float(self.v @ other.v) >= 0.0 else frozen(-self.v)
        return replace(self, u=u, v=v)

    def has_coordinates_of(self, other: Plane) -> bool:
        """Tell whether ``other`` is this plane moved sideways: both then have the same coordinates."""
        if not (np.array_equal(self.u, other.u) and np.array_equal(self.v, other.v)):
            return False
        apart = float(np.abs(self.place(other.origin)).max())
        return apart <= SAME * max(1.0, norm(other.origin))

    @cached_property
    def _projector(self) -> Array:
        """(p × 2): (θ − origin) times it gives the coordinates of the nearest point on the plane."""
        basis = np.stack([self.u, self.v])
        return frozen(np.ascontiguousarray(np.linalg.solve(basis @ basis.T, basis).T))

    def place(self, thetas: Array) -> Array:
        """Return the coordinates (…, 2) of the points on the plane nearest to ``thetas`` (…, p)."""
        coordinates: Array = (thetas - self.origin) @ self._projector
        return coordinates

    def downhill(self, slopes: Array) -> Array:
        """Return the coordinates (2 × n) of the gradient's part on the plane, from ``slopes`` = ∂L/∂s, ∂L/∂t (2 × n).

        Both are the same where u and v are perpendicular unit vectors. Elsewhere −∂L/∂s, −∂L/∂t is not the direction of
        steepest descent: the gradient's part is G⁻¹ (∂L/∂s, ∂L/∂t) with the scalar products G of u and v.
        """
        basis = np.stack([self.u, self.v])
        coordinates: Array = np.asarray(np.linalg.solve(basis @ basis.T, slopes), dtype=np.float64)
        return coordinates

    def distance(self, theta: Array) -> float:
        """Return the distance of ``theta`` (p,) from the plane."""
        with np.errstate(all="ignore"):
            return norm(theta - self.at(*self.place(theta)))

    def distances(self, thetas: Array) -> Array:
        """Return the distance (k,) of each of ``thetas`` (k × p) from the plane."""
        with np.errstate(all="ignore"):  # a diverging path overflows: its distance is infinite
            places = self.place(thetas)
            off = thetas - self.origin
            off -= places[:, :1] * self.u
            off -= places[:, 1:] * self.v
            lengths: Array = np.sqrt(np.einsum("kp,kp->k", off, off))
        return lengths

    def length_share(self, thetas: Array) -> float:
        """Return the share (0 … 1) of the length of the path through ``thetas`` (k × p) that the plane shows."""
        largest = float(np.abs(thetas).max(initial=0.0)) or 1.0
        thetas = thetas / largest  # near 1, since the squares of a diverging path would overflow
        steps = np.diff(thetas, axis=0)
        seen = steps @ self._projector
        across = seen @ np.stack([self.u, self.v])
        true = float(np.linalg.norm(steps, axis=1).sum())
        return float(np.linalg.norm(across, axis=1).sum()) / true if true > 0.0 else 1.0


@dataclass(frozen=True, eq=False)
class PlaneInputs:
    """Everything from which a plane is chosen.

    Attributes
    ----------
    theta
        The current parameters of the run (p,).
    path
        θ at key iterations from the start up to now (k × p).
    end
        θ at the last iteration that the run has reached (p,).
    picked
        Two parameters, as indices into θ.
    sharpest
        The direction of largest curvature (p,), if it is known already.
    """

    problem: Problem
    theta: Array
    path: Array
    end: Array
    picked: tuple[int, int]
    sharpest: Array | None = None


class PlaneKind(Choice):
    """A way to choose a plane. With ``needs_curvature`` it needs the largest curvature: many gradients."""

    axis_names: ClassVar[tuple[str, str]] = ("s", "t")
    needs_curvature: ClassVar[bool] = False

    def directions(self, view: PlaneInputs) -> tuple[Array, Array]:
        """Return u and v (p,) each.

        Raises
        ------
        InvalidSetting
            For ``"plane"``, in plain words, if there is no such plane here.
        """
        raise NotImplementedError

    def plane(self, view: PlaneInputs) -> Plane:
        """Return the plane; raise as `directions` does, and if both directions are the same."""
        u, v = self.directions(view)
        refuse_parallel(u, v)
        return Plane(view.theta, frozen(u), frozen(v), self.axis_names, _first_layer(view.problem.layout, u, v))


def refuse_parallel(u: Array, v: Array) -> None:
    """Refuse two directions that span no plane."""
    lengths = norm(u), norm(v)
    if not all(0.0 < each < math.inf for each in lengths):
        raise InvalidSetting("plane", "One of the two directions is 0 or not finite here, so they span no plane.")
    cosine = float(np.dot(u / lengths[0], v / lengths[1]))
    if 1.0 - abs(cosine) < SAME**2 / 2 + 1e-15:
        raise InvalidSetting("plane", "The two directions are the same here, so they span no plane.")


def _first_layer(layout: Layout, u: Array, v: Array) -> int:
    return layout.position(int(np.flatnonzero((u != 0.0) | (v != 0.0))[0]))[0]


def _unit(direction: Array) -> Array:
    unit: Array = direction / norm(direction)
    return unit


def _upright(direction: Array, to: Array) -> Array:
    """Return the part of ``direction`` that is perpendicular to the unit vector ``to``."""
    upright: Array = direction - float(np.dot(direction, to)) * to
    return upright


class TwoParameters(PlaneKind):
    name = "parameters"
    title = "two parameters"
    help = "The two parameters picked in the lists; all others keep their current values."

    def directions(self, view: PlaneInputs) -> tuple[Array, Array]:
        u, v = np.zeros((2, len(view.theta)))
        u[view.picked[0]] = v[view.picked[1]] = 1.0
        return u, v

    def plane(self, view: PlaneInputs) -> Plane:
        """Return the plane whose coordinates are the parameters' values, not their distances from now."""
        if view.picked[0] == view.picked[1]:
            raise InvalidSetting("plane", "Pick two different parameters: one alone spans no plane.")
        u, v = self.directions(view)
        origin = view.theta.copy()
        origin[list(view.picked)] = 0.0
        layout = view.problem.layout
        names = layout.name(view.picked[0]), layout.name(view.picked[1])
        return Plane(frozen(origin), frozen(u), frozen(v), names, _first_layer(layout, u, v))


class PathComponents(PlaneKind):
    """The first two principal components of the path around its current place (Li et al. 2018, section 7)."""

    name = "path"
    title = "main directions of the path"
    help = "The two directions in which the path spreads most, seen from the ball (principal components)."
    axis_names = ("PC 1", "PC 2")

    def directions(self, view: PlaneInputs) -> tuple[Array, Array]:
        offsets = view.path - view.theta
        if not np.any(offsets):
            raise InvalidSetting("plane", "The path is only a point so far and has no directions: do some steps first.")
        _, sizes, components = np.linalg.svd(offsets, full_matrices=False)
        if len(sizes) < 2 or sizes[1] <= SAME * sizes[0]:
            raise InvalidSetting(
                "plane",
                "The path is straight so far, so it has only one direction: do more steps, or choose another plane.",
            )
        return components[0], components[1]


def spread_shares(path: Array, theta: Array) -> Array:
    """Return the share (k,) of each component in the path's spread around ``theta`` (p,), largest first."""
    squares = np.asarray(np.linalg.svd(path - theta, compute_uv=False) ** 2, dtype=np.float64)
    total = float(squares.sum())
    return squares / total if total > 0.0 else squares


class GradientAndCurvature(PlaneKind):
    name = "gradient"
    title = "gradient and curvature"
    help = "The direction of the gradient, and that in which the loss curves most, as far as it is perpendicular."
    axis_names = ("gradient", "curvature")
    needs_curvature = True

    def directions(self, view: PlaneInputs) -> tuple[Array, Array]:
        gradient = full_gradient(view.problem, view.theta)
        if not 0.0 < norm(gradient) < math.inf:
            raise InvalidSetting("plane", "The gradient is 0 or not finite here, so it has no direction.")
        u = _unit(gradient)
        sharpest = view.sharpest
        if sharpest is None:
            sharpest = largest_curvature(partial(full_gradient, view.problem), view.theta).direction
        return u, _unit_or_refuse(_upright(sharpest, u))


def _unit_or_refuse(direction: Array) -> Array:
    size = norm(direction)
    if not SAME < size < math.inf:
        raise InvalidSetting("plane", "The loss curves most along the gradient itself here, so there is no plane.")
    return direction / size


class StartNowEnd(PlaneKind):
    name = "start_now_end"
    title = "start, now and end"
    help = "The plane through the start of the run, its current place and the last iteration that it has reached."
    axis_names = ("from start to end", "across")

    def directions(self, view: PlaneInputs) -> tuple[Array, Array]:
        start = view.path[0]
        if np.array_equal(view.theta, start) or np.array_equal(view.theta, view.end):
            raise InvalidSetting(
                "plane", "Start, now and end are not three different places: go to an iteration in between."
            )
        u = _unit(view.end - start) if np.any(view.end != start) else np.zeros_like(start)
        across = _upright(view.theta - start, u)
        if np.linalg.norm(across) <= SAME * np.linalg.norm(view.theta - start):
            raise InvalidSetting("plane", "Start, now and end lie on one straight line, so they span no plane.")
        return u, _unit(across)


class RandomDirections(PlaneKind):
    """Filter-normalised random directions (Li et al. 2018, section 4): each neuron's part is scaled to its weights."""

    name = "random"
    title = "two random directions"
    help = (
        "Two random directions, each neuron's part scaled to the norm of its weights (Li et al. 2018): "
        "how the loss looks in directions that nobody has chosen."
    )
    axis_names = ("random 1", "random 2")

    seed: int = hyperparameter(1, "", "A different number draws different directions.", low=0, high=2**31 - 1)

    def directions(self, view: PlaneInputs) -> tuple[Array, Array]:
        u, v = self._drawn(view, 1), self._drawn(view, 2)
        if not (np.any(u) and np.any(v)):
            raise InvalidSetting(
                "plane",
                "All weights are 0 here, and random directions are scaled to their norm, so there is no plane.",
            )
        return u, v

    def _drawn(self, view: PlaneInputs, number: int) -> Array:
        layout = view.problem.layout
        direction = np.random.default_rng((self.seed, 7, number)).standard_normal(layout.parameters)
        direction *= layout.is_weight  # biases stay, as in the paper
        for l in range(1, layout.depth + 1):
            drawn, weights = layout.weights(direction, l), layout.weights(view.theta, l)
            lengths = np.linalg.norm(drawn, axis=1, keepdims=True)
            drawn *= np.linalg.norm(weights, axis=1, keepdims=True) / np.maximum(lengths, 1e-300)
        return direction


PLANES: dict[str, type[PlaneKind]] = catalogue(
    TwoParameters, PathComponents, GradientAndCurvature, StartNowEnd, RandomDirections
)
