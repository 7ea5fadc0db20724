"""The room that iterations are computed in."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest

from core.arrays import LINE, address, buffer
from core.training.fast.workspace import workspace_of
from core.training.loop import advance
from core.training.problem import prepare
from tests.core.samples import THREE


@pytest.mark.parametrize("shape", [(1,), (3, 5), (2, 3, 7)])
@pytest.mark.parametrize("kind", [np.dtype(np.float32), np.dtype(np.float64)])
def test_room_begins_a_line_of_the_cache(shape: tuple[int, ...], kind: np.dtype[np.float64]) -> None:
    for _ in range(5):
        made = buffer(*shape, kind=kind)
        assert (made.shape, made.dtype, address(made) % LINE) == (shape, kind, 0)
        assert made.flags.c_contiguous
        assert made.flags.writeable


def test_what_iterations_walk_through_begins_lines() -> None:
    space = workspace_of(prepare(THREE))
    batch = space.pass_of(8)
    arrays = [space.gradient, *space.state, batch.columns, *batch.z, *batch.a, batch.da, batch.dz]
    assert len(space.state) > 1
    assert all(address(array) % LINE == 0 for array in arrays)
    assert all((a[-1] == 1.0).all() for a in batch.a[1:])


def test_a_problem_has_one_workspace_whichever_thread_asks_first() -> None:
    problem, other = prepare(THREE), prepare(replace(THREE, seed=4))
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda _: workspace_of(problem), range(40)))
    assert found == {workspace_of(problem)}
    assert workspace_of(other) not in found


def test_a_workspace_goes_with_its_problem() -> None:
    problem = replace(prepare(THREE))
    space = ref(workspace_of(problem))
    advance(problem, problem.start(), 3)
    assert space() is workspace_of(problem)
    del problem
    gc.collect()
    assert space() is None
