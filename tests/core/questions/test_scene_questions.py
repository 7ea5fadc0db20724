"""What scenes ask can be asked and decided there; so can what always makes sense, wherever it does."""

from __future__ import annotations

import pytest

from core.exchange.scenes import Scene, load_scene, scene_names
from core.functions.walk import descend
from core.questions.catalogue import QUESTIONS, WALK_QUESTIONS
from core.questions.kind import QuestionKind
from core.questions.landing import OnWalk, WalkLanding
from core.questions.question import Undecidable
from tests.core.questions.asking import found, said, situation, trained

SCENES = [load_scene(name) for name in scene_names()]
PLANNED = [(scene, planned.at, planned.kind) for scene in SCENES for planned in scene.questions]
EXPECTED = {
    "three-arms": "all right",
    "overfit-moons": "turns",
    "two-hills": "rises",
}
"""What comes out where the scene was chosen for that."""


def walk_in(scene: Scene, step: int) -> OnWalk:
    """Return a scene's walk at a step."""
    descent = scene.descent
    assert descent is not None
    path = descend(descent.function, descent.optimizer, descent.schedule, descent.start, step)
    return OnWalk(descent, path, step)


@pytest.mark.parametrize(("scene", "at", "kind"), PLANNED, ids=lambda each: getattr(each, "name", str(each)))
def test_what_a_scene_asks_can_be_decided(scene: Scene, at: int, kind: QuestionKind | WalkLanding) -> None:
    if isinstance(kind, WalkLanding):
        walk = walk_in(scene, at)
        truth = kind.deed(kind.ask(walk), walk).proceed(60.0).result
        assert truth is not None
    else:
        where = situation(trained(scene.experiment, at), at=at)
        question = kind.ask(where)
        truth = found(kind, question, where)
        assert question.until <= scene.end
        assert said(question, truth) == EXPECTED.get(scene.name, said(question, truth))
    assert truth.right is not None


QUICK = [kind() for name, kind in QUESTIONS.items() if name not in ("leader", "what_first")]


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.descent is None], ids=lambda scene: scene.name)
def test_what_always_makes_sense_can_be_decided_at_the_start(scene: Scene) -> None:
    where = situation(trained(scene.experiment, 0), at=0)
    for kind in QUICK:
        try:
            question = kind.ask(where)
        except Undecidable as refusal:
            told = str(refusal)
            assert kind.name != "example_class" or not scene.experiment.data.classes, told
            continue
        assert found(kind, question, where).right is not None


@pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene.descent is not None], ids=lambda scene: scene.name
)
def test_each_walk_can_be_asked_about(scene: Scene) -> None:
    for step in (0, 1, 5):
        walk = walk_in(scene, step)
        for kind in WALK_QUESTIONS.values():
            truth = kind().deed(kind().ask(walk), walk).proceed(60.0).result
            assert truth is not None
            assert truth.right is not None
