"""dZ = A − Y in three lines: each line's numbers come to what they say, and the last to the dZ of the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.analysis.shortcut import derivation
from core.exchange.scenes import load_scene
from core.expressions import parse
from core.nn.losses import MeanSquaredError
from core.training.loop import advance
from core.training.problem import prepare
from core.training.trace import Trace, trace
from core.words import number

PLAIN = str.maketrans({"−": "-"})


def opened(scene: str, iterations: int = 5) -> Trace:
    problem = prepare(load_scene(scene).experiment)
    return trace(problem, advance(problem, problem.start(), iterations).snapshot)


def value(text: str) -> float:
    return float(parse(text.translate(PLAIN), ("x",)).value(x=np.zeros(1))[0])


@pytest.mark.parametrize("scene", ["article-circles", "xor-tanh", "three-arms", "digits"])
def test_each_line_comes_to_what_it_says(scene: str) -> None:
    seen = opened(scene)
    last = seen.layers[-1]
    for output in range(len(last.z)):
        for column in range(5):
            first, second, third = derivation(seen, output, column)
            for line in (first, second, third):
                left, right = line.numbers.split(" = ")
                assert value(left) == pytest.approx(value(right), rel=0.02, abs=0.003)  # three digits of each factor
            assert third.numbers.endswith(f"= {number(last.dz[output, column])}")
            product = value(first.numbers.split(" = ")[1]) * value(second.numbers.split(" = ")[1])
            assert product == pytest.approx(last.dz[output, column], rel=0.02, abs=1e-6)


def test_the_softmax_names_the_true_class_and_the_output() -> None:
    seen = opened("three-arms")
    true = int(seen.y[:, 3].argmax())
    first, second, _ = derivation(seen, 1, 3)
    assert f"output t = {true + 1}" in first.says
    assert "output k = 2" in second.says


def test_without_cross_entropy_there_is_none() -> None:
    experiment = replace(load_scene("xor-tanh").experiment, loss=MeanSquaredError())
    problem = prepare(experiment)
    assert derivation(trace(problem, problem.start()), 0, 0) == ()


def test_a_saturated_output_has_no_first_line_but_a_last_one() -> None:
    seen = opened("xor-tanh")
    last = replace(seen.layers[-1], a=np.ones_like(seen.layers[-1].a))
    first, _, third = derivation(replace(seen, layers=(*seen.layers[:-1], last)), 0, 0)
    assert first.numbers == "not defined where a is 0 or 1"
    assert third.numbers.endswith(f"= {number(1.0 - seen.y[0, 0])}")
