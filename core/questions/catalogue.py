"""The questions that always make sense: six about networks, and one about walks down plain functions."""

from __future__ import annotations

from core.hyperparameters import catalogue
from core.questions.example_class import ExampleClass
from core.questions.kind import QuestionKind
from core.questions.landing import LandingPlace, WalkLanding
from core.questions.one_step import NextLoss, WeightMove
from core.questions.onward import Leader, WhatFirst

QUESTIONS: dict[str, type[QuestionKind]] = catalogue(
    NextLoss, WeightMove, LandingPlace, ExampleClass, Leader, WhatFirst
)
WALK_QUESTIONS: dict[str, type[WalkLanding]] = catalogue(WalkLanding)
