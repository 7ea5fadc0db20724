"""Numbers as typed, as shown, and one step further."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from core.hyperparameters import Hyperparameter, InvalidSetting
from gui.widgets.number_text import read_number, step_number, write_number

RATE = Hyperparameter("alpha", float, 0.01, "α", "How far a step goes.", above=0.0, high=1e6, log=True)
SHARE = Hyperparameter("beta", float, 0.9, "β", "Share that is kept.", low=0.0, below=1.0)
COUNT = Hyperparameter("points", int, 1000, "", "How many.", low=4, high=20_000)
WIDE = Hyperparameter("shift", float, 0.0, "", "Any number.")
PERCENT = Hyperparameter("test_share", float, 0.1, "", "For testing.", above=0.0, below=1.0, unit="%")


@pytest.mark.parametrize(
    ("text", "declared", "value"),
    [
        ("0.1", RATE, 0.1),
        ("0,1", RATE, 0.1),
        (".5", RATE, 0.5),
        (",5", RATE, 0.5),
        ("5.", RATE, 5.0),
        ("1e-3", RATE, 1e-3),
        ("1E-3", RATE, 1e-3),
        ("1,5e-3", RATE, 1.5e-3),
        ("1e−3", RATE, 1e-3),
        ("+2", RATE, 2.0),
        ("1/2", RATE, 0.5),
        ("1 / 3", RATE, 1 / 3),
        ("  0.25\t", RATE, 0.25),
        ("\u00a00.25\u202f", RATE, 0.25),
        ("−3", WIDE, -3.0),
        ("-3", WIDE, -3.0),
        ("-1/4", WIDE, -0.25),
        ("10 %", SHARE, 0.1),
        ("10%", SHARE, 0.1),
        ("12,5 %", SHARE, 0.125),
        ("0", SHARE, 0.0),
        ("32", COUNT, 32),
        ("32.0", COUNT, 32),
        ("1e3", COUNT, 1000),
        ("12,500", COUNT, 12_500),
        ("64/2", COUNT, 32),
        ("25 %", PERCENT, 0.25),
        ("25", PERCENT, 0.25),
        ("0.25", PERCENT, 0.25),
        ("1/4", PERCENT, 0.25),
        ("1", PERCENT, 0.01),
    ],
)
def test_what_people_type_is_understood(text: str, declared: Hyperparameter, value: float) -> None:
    assert read_number(text, declared) == value
    assert type(read_number(text, declared)) is declared.kind


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("", RATE),
        ("   ", RATE),
        ("abc", RATE),
        ("0.1.2", RATE),
        ("0,1,2", RATE),
        ("1..2", RATE),
        ("1e", RATE),
        ("e5", RATE),
        ("1e5e5", RATE),
        ("1e999", RATE),
        ("nan", RATE),
        ("inf", RATE),
        ("-inf", WIDE),
        ("0x10", RATE),
        ("1_000", RATE),
        ("1 000", COUNT),
        ("٣", RATE),
        ("½", RATE),
        ("0", RATE),
        ("-0.1", RATE),
        ("1e7", RATE),
        ("1/0", RATE),
        ("/2", RATE),
        ("1/", RATE),
        ("1/2/3", RATE),
        ("10 %", RATE),
        ("%", SHARE),
        ("10 %%", SHARE),
        ("100 %", SHARE),
        ("1", SHARE),
        ("-5 %", SHARE),
        ("3.5", COUNT),
        ("0,125", COUNT),
        ("1,00", COUNT),
        ("3", COUNT),
        ("20001", COUNT),
        ("10 %", COUNT),
        ("--1", WIDE),
        ("1 + 1", WIDE),
        ("true", WIDE),
        ("0", PERCENT),
        ("100", PERCENT),
        ("9" * 400, COUNT),
        ("x" * 4000, RATE),
    ],
)
def test_nonsense_is_refused_in_words(text: str, declared: Hyperparameter) -> None:
    with pytest.raises(InvalidSetting) as refusal:
        read_number(text, declared)
    assert refusal.value.setting == declared.name
    assert str(refusal.value).startswith(declared.label)


@pytest.mark.parametrize(
    ("value", "declared", "text"),
    [
        (0.1, RATE, "0.1"),
        (1e-5, RATE, "1e-5"),
        (2.5e-7, RATE, "2.5e-7"),
        (1e6, RATE, "1e6"),
        (1 / 3, RATE, "0.333333"),
        (20_000, COUNT, "20000"),
        (math.inf, RATE, "off"),
        (0.1, PERCENT, "10 %"),
        (0.125, PERCENT, "12.5 %"),
    ],
)
def test_numbers_are_shown_short(value: float, declared: Hyperparameter, text: str) -> None:
    assert write_number(value, declared) == text


@pytest.mark.parametrize(
    ("value", "direction", "declared", "stepped"),
    [
        (0.01, 1, RATE, 0.02),
        (0.01, -1, RATE, 0.005),
        (0.02, 1, RATE, 0.05),
        (0.03, 1, RATE, 0.05),
        (0.03, -1, RATE, 0.02),
        (9.9, 1, RATE, 10.0),
        (1e6, 1, RATE, 1e6),
        (0.9, 1, SHARE, 0.95),
        (0.95, 1, SHARE, 0.95),
        (0.93, -1, SHARE, 0.9),
        (0.0, -1, SHARE, 0.0),
        (1000, 1, COUNT, 1001),
        (4, -1, COUNT, 4),
        (32, 1, replace(COUNT, log=True), 50),
        (5, -1, replace(COUNT, log=True), 4),
        (0.1, 1, PERCENT, 0.15),
        (0.0, 1, replace(RATE, above=-math.inf, low=0.0), 1e-5),
        (1e-5, -1, replace(RATE, above=-math.inf, low=0.0), 0.0),
    ],
)
def test_keys_step_sensibly(value: float, direction: int, declared: Hyperparameter, stepped: float) -> None:
    assert step_number(value, direction, declared) == pytest.approx(stepped, rel=1e-12, abs=1e-15)
