"""What About lists: no library that the program needs is forgotten, and each has its licence in full."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from core.exchange.licences import LicensedPart, parts

ROOT = Path(__file__).parents[3]
PARTS = {part.name: part for part in parts()}


def needed(requirements: list[str]) -> Iterator[str]:
    """Yield the packages that are needed, and what these need."""
    for line in requirements:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)
            yield from needed(requires(requirement.name) or [])


def test_all_that_is_needed_is_listed_and_nothing_else() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    listed = {canonicalize_name(part.package) for part in PARTS.values() if part.package}
    assert listed == set(needed(declared))


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_each_part_has_a_licence_in_full(part: LicensedPart) -> None:
    assert part.licence
    assert part.text or part.name == "Python", "only the folder that carries Python carries its licence"
    assert part.home.startswith("https://") or part.name == "Chalkgrad"
    assert bool(part.version) == bool(part.package)


@pytest.mark.parametrize("part", [part for part in PARTS.values() if part.package], ids=lambda part: part.name)
def test_licences_are_those_that_the_packages_name(part: LicensedPart) -> None:
    about = metadata(part.package)
    named = " ".join([about.get("License-Expression") or about.get("License") or "", *about.get_all("Classifier", [])])
    kind = part.licence.split("-")[0].split(",")[0]  # as in BSD-3-Clause
    assert kind in named


def test_the_licence_of_qt_is_there_with_the_one_it_refers_to() -> None:
    text = PARTS["Qt and PySide6"].text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "15. Disclaimer of Warranty" in text


def test_a_part_that_is_not_installed_says_where_its_licence_is() -> None:
    part = LicensedPart("Nothing", "nothing", "MIT", package="no-such-package-anywhere", home="https://x")
    assert (part.version, part.text) == ("", "")
