"""Handouts as PDF files, made without a window."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.exchange.handouts.made import HandoutMoment, HandoutWish, handout_of
from core.exchange.handouts.nice import nice_handout
from core.exchange.scenes import Scene
from core.exchange.whole_files import write_whole
from core.hyperparameters import InvalidSetting
from core.training.notation import Notation
from core.words import shortened
from gui.files.paper import HANDOUTS, pdf_of, usual_paper
from gui.headless_export import moment_after


def write_handout(scene: Scene, options: argparse.Namespace, notation: Notation) -> list[Path]:
    """Write the handout that the command line asks for, and return its file.

    Raises
    ------
    InvalidSetting
        If there is none of this scene, or under this name; says what there is.
    OSError
        If it cannot be written; an older file is left as it was.
    """
    what, path = options.what or next(iter(HANDOUTS)), Path(options.export)
    if what not in HANDOUTS:
        raise InvalidSetting("what", f"There is no “{shortened(what)}” on paper. There are: {', '.join(HANDOUTS)}.")
    if scene.descent is not None:
        raise InvalidSetting("what", f"{scene.name} walks down a plain function: it has no network to work out.")
    wish = HandoutWish(notation, options.blanks, options.seed, neuron=what == "neuron")
    if options.nice:
        made = nice_handout(scene.experiment, wish)
    else:
        at_first = 0 if options.lesson else scene.end
        moment = moment_after(scene, at_first if options.steps is None else options.steps)
        made = handout_of(HandoutMoment(scene.title, moment.problem, moment.snapshot), wish)
    content = pdf_of(made, HANDOUTS[what], options.paper or usual_paper())
    write_whole(path, lambda file: file.write(content))
    return [path]
