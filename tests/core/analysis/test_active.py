"""What is opened first is on: its activation and its derivatives are not 0."""

from __future__ import annotations

import pytest

from core.analysis.active import active_example, active_row, active_weight
from core.exchange.scenes import load_scene, scene_names
from core.training.loop import advance
from core.training.problem import prepare
from core.training.trace import trace

NETWORKS = [name for name in scene_names() if load_scene(name).descent is None]


@pytest.mark.parametrize("iterations", [0, 20])
@pytest.mark.parametrize("scene", NETWORKS)
def test_every_layer_opens_on_what_is_on(scene: str, iterations: int) -> None:
    problem = prepare(load_scene(scene).experiment)
    start = problem.start()
    seen = trace(problem, advance(problem, start, iterations).snapshot if iterations else start)
    for l, layer in enumerate(seen.layers, start=1):
        row, (j, i) = active_row(seen, l, 0), active_weight(seen, l)
        assert layer.a[row, 0] != 0 or not layer.a[:, 0].any()
        assert layer.dw[j, i] != 0 or not layer.dw.any()
        for neuron in range(min(len(layer.a), 8)):
            place = active_example(seen, l, neuron)
            learns = (layer.a[neuron] != 0) & (layer.dz[neuron] != 0)
            assert learns[place] or not learns.any()
            assert layer.a[neuron, place] != 0 or not layer.a[neuron].any()
            assert not learns[:place].any()
            inputs = seen.x if l == 1 else seen.layers[l - 2].a
            for source in range(min(len(inputs), 4)):  # no product is 0 · … where there is a better one
                place, both = active_example(seen, l, neuron, source), (layer.a[neuron] != 0) & (inputs[source] != 0)
                assert both[place] or not both.any()
                assert (learns & both)[place] or not (learns & both).any()
                assert layer.a[neuron, place] != 0 or not layer.a[neuron].any()


def test_at_the_start_of_the_article_another_example_than_the_first_is_opened() -> None:
    problem = prepare(load_scene("article-circles").experiment)
    seen = trace(problem, problem.start())
    place = active_example(seen, 1, 0)
    assert seen.layers[0].a[0, 0] == 0
    assert place > 0
    assert seen.layers[0].dz[0, place] != 0
