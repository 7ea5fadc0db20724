"""GIFs, opened again by Pillow."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from gui.frames.gif import GifPicture, Pixels, colours_in, encode, gif_of, likely_bytes, palette_of

SIDE = 60


def ground(red: int, green: int, blue: int) -> Pixels:
    return np.full((SIDE, SIDE, 3), (red, green, blue), np.uint8)


def moving(step: int) -> Pixels:
    """Return a picture with a shaded square that moves."""
    picture = ground(20, 30, 40)
    picture[step : step + 20, 10:30] = np.linspace(40, 240, 20).astype(np.uint8)[:, None, None]
    return picture


def encoded(pictures: list[Pixels], palette: bytes) -> list[GifPicture]:
    made: list[GifPicture] = []
    for place, picture in enumerate(pictures):
        made.append(encode(picture, palette, 100 * (place + 1), made[-1] if made else None))
    return made


def opened(file: bytes) -> tuple[list[Pixels], list[int]]:
    pictures, durations = [], []
    with Image.open(BytesIO(file)) as image:
        assert image.info["loop"] == 0
        for place in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(place)
            pictures.append(np.array(image.convert("RGB")))
            durations.append(image.info["duration"])
    return pictures, durations


@pytest.mark.parametrize(
    "pictures",
    [
        [moving(step) for step in (0, 5, 5, 30)],
        [moving(0), ground(200, 0, 0), moving(0), moving(3)],
    ],
    ids=["one palette, one picture the same as before", "a picture that needs its own palette"],
)
def test_pictures_come_back(pictures: list[Pixels]) -> None:
    palette = palette_of([colours_in(pictures[0]), colours_in(pictures[-1])])
    made = encoded(pictures, palette)
    back, durations = opened(gif_of((SIDE, SIDE), palette, [each.encoded for each in made]))
    assert durations == [100, 200, 300, 400]
    for before, after in zip(pictures, back, strict=True):
        assert np.abs(before.astype(int) - after).max() <= 2


def test_what_stays_takes_no_room_and_the_length_is_known_before() -> None:
    rng = np.random.default_rng(0)
    noisy = [rng.integers(0, 4, (SIDE, SIDE, 3), np.uint8) * np.uint8(60) for _ in range(6)]
    palette = palette_of([colours_in(noisy[0])])
    made = [each.encoded for each in encoded(noisy, palette)]
    assert likely_bytes(made[:2], 6) == pytest.approx(len(gif_of((SIDE, SIDE), palette, made)), rel=0.1)
    same = encoded([noisy[0]] * 2, palette)
    assert len(same[1].encoded) < 40 < len(same[0].encoded)


def test_a_small_mark_keeps_its_colour() -> None:
    shades = np.linspace(0, 255, SIDE).astype(np.uint8)
    picture = np.stack(
        [np.tile(shades, (SIDE, 1)), np.tile(shades[:, None], (1, SIDE)), np.full((SIDE, SIDE), 150)], -1
    )
    picture = picture.astype(np.uint8)
    picture[:3, :3] = 255, 212, 96
    palette = palette_of([colours_in(picture)])
    back = opened(gif_of((SIDE, SIDE), palette, [encode(picture, palette, 100).encoded]))[0][0]
    assert np.abs(back[1, 1].astype(int) - (255, 212, 96)).max() <= 2
