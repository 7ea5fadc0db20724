"""Filming: be at one moment after another, draw each, and be again where one was.

It moves on when the moment is shown and nothing is pending. What takes long, colours and encoding, is a job of the
worker for each picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from core.hyperparameters import InvalidSetting
from gui.frames.gif import GifPicture, Pixels, colours_in, encode, gif_of, likely_bytes, palette_of
from gui.session.strides import Station
from gui.share.animation import PHASES, VIEWS_OF_PHASES, Animation, AnimationChoices, of_phases, of_stretch
from gui.share.drawing import PREVIEWED, image_of, pixels_of
from gui.share.export import AskedExport, ExportSource, Making, Previewing, SmallPicture
from gui.share.making import GivenUp, Slices, on_worker
from gui.share.page import STAGE, PicturePage, fill, page_look, whole
from gui.stage.views import views_for

NOT_SHOWN = "Iteration {:,} cannot be shown: the run ends before it. Choose a stretch that ends earlier."
Filmed = TypeVar("Filmed")


def things(source: ExportSource) -> Mapping[str, str]:
    """Return what can be filmed, by name, with its title."""
    found: dict[str, str] = {}
    if source.player.timeline.known > 0:
        views = {view.name: view.title for view in views_for(source.frame) if not view.lacks(source.frame)}
        found = {STAGE: "The stage"} | views
    return found if source.of_function else found | {PHASES: "The phases of the next step"}


def make(source: ExportSource, asked: AskedExport) -> Making:
    """Make an animation; tell how large it will be."""
    content = yield from _on_location(source, asked, partial(_file, source, asked))
    return ((asked.path, content),)


def preview(source: ExportSource, asked: AskedExport) -> Previewing:
    """Draw a few pictures, to say how large it will be."""
    return (yield from _on_location(source, asked, partial(_preview, source)))


def _animation(source: ExportSource, asked: AskedExport) -> Animation:
    """Return what is asked for.

    Raises
    ------
    InvalidSetting
        If it has not happened.
    """
    choices, timeline = asked.choices, source.player.timeline
    assert isinstance(choices, AnimationChoices)
    if asked.what == PHASES:
        return of_phases(timeline.now, source.session.experiment.layout.depth, choices.seconds)
    return of_stretch(choices.first, choices.last, choices.pictures, choices.seconds)


def _on_location(
    source: ExportSource, asked: AskedExport, work: Callable[[PicturePage, Animation], Slices[Filmed]]
) -> Slices[Filmed]:
    """Do what needs a page that follows the time, and be again where one was."""
    animation, choices = _animation(source, asked), asked.choices
    assert isinstance(choices, AnimationChoices)
    timeline, place = source.player.timeline, Station(source.player.timeline.now, _phases_done(source))
    page = PicturePage(page_look(source, choices.width, choices.height), choices.width, choices.height)
    timeline.frame_changed.connect(page.show_frame)
    try:
        if asked.what == PHASES and not source.views:
            source = replace(source, views=VIEWS_OF_PHASES)
        yield from fill(page, source, STAGE if asked.what == PHASES else asked.what, dated=True)
        answer = yield from work(page, animation)
    except (GivenUp, InvalidSetting):
        yield from _be_at(source, place)
        raise
    finally:
        page.put_away()
    yield from _be_at(source, place)
    return answer


def _preview(source: ExportSource, page: PicturePage, animation: Animation) -> Previewing:
    _, size = yield from _sampled(source, page, animation)
    return SmallPicture(image_of(page, scale=PREVIEWED / max(page.width(), page.height())), animation.told(size))


def _sampled(source: ExportSource, page: PicturePage, animation: Animation) -> Slices[tuple[bytes, int]]:
    """Return the palette of an animation, and about how many bytes it will have."""
    background = source.session.background
    samples, colours, encoded = list[Pixels](), [], list[GifPicture]()
    for moment in animation.samples:
        samples.append((yield from _picture(source, page, moment)))
        colours.append((yield from on_worker(background, partial(colours_in, samples[-1]), 0.0)))
    palette = yield from on_worker(background, partial(palette_of, tuple(colours)), 0.0)
    for place, sample in enumerate(samples):
        before = encoded[-1] if place % 2 else None
        encoded.append((yield from on_worker(background, partial(encode, sample, palette, 0, before), 0.0)))
    return palette, likely_bytes([each.encoded for each in encoded], len(animation.moments))


def _file(source: ExportSource, asked: AskedExport, page: PicturePage, animation: Animation) -> Slices[bytes]:
    palette, size = yield from _sampled(source, page, animation)
    yield animation.told(size)
    background, pictures, before = source.session.background, list[bytes](), None
    for moment, seconds in zip(animation.moments, animation.seconds, strict=True):
        pixels = yield from _picture(source, page, moment)
        job = partial(encode, pixels, palette, round(1000 * seconds), before)
        before = yield from on_worker(background, job, len(pictures) / len(animation.moments))
        pictures.append(before.encoded)
    whole_file = partial(gif_of, (page.width(), page.height()), palette, tuple(pictures))
    return (yield from on_worker(background, whole_file, 1.0))  # type: ignore[no-any-return]


def _picture(source: ExportSource, page: PicturePage, moment: Station) -> Slices[Pixels]:
    yield from _be_at(source, moment)
    yield from whole(page, source)
    return pixels_of(image_of(page))[..., :3]


def _phases_done(source: ExportSource) -> int:
    frame = source.session.frame
    return frame.step_into if frame is not None and source.player.training is not None else 0


def _be_at(source: ExportSource, moment: Station) -> Slices[None]:
    timeline = source.player.timeline
    if timeline.now != moment.iteration:
        timeline.seek(moment.iteration)
    while timeline.busy:
        yield 0.0
    if timeline.now != moment.iteration:
        raise InvalidSetting("last", NOT_SHOWN.format(moment.iteration))
    if _phases_done(source) != moment.step_into:
        source.session.travel.go_to_phase(moment.step_into)
    while timeline.busy:
        yield 0.0
