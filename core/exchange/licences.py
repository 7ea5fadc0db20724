"""What the program is made of, and under which licences, for *About*."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from core.values import dataclass
from core.version import installed_version

RESOURCES = Path(__file__).parents[2] / "resources"
TEXT_FILE = re.compile(r"(licen[cs]e|copying|notice)[^/\\]*$", re.IGNORECASE)
"""How the files end in which a package brings its licence."""


@dataclass(frozen=True)
class LicensedPart:
    """A library, font or data set.

    Attributes
    ----------
    package
        Its name among installed packages; empty if it is none.
    what
        What it is for.
    licence
        Its short name.
    home
        Where to find it, or its licence; empty for the program itself.
    texts
        Files of ``resources`` with its licence in full; none if the package brings it.
    """

    name: str
    what: str
    licence: str
    package: str = ""
    home: str = ""
    texts: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version that is installed; empty if nobody knows."""
        return installed_version(self.package) if self.package else ""

    @property
    def text(self) -> str:
        """The licence in full; where its files are not there, empty."""
        own = [RESOURCES / name for name in self.texts]
        found = [path.read_text(encoding="utf-8") for path in own if path.is_file()]
        return "\n\n".join(found or _brought(self.package))


def parts() -> tuple[LicensedPart, ...]:
    """Return all parts, the program first."""
    listed = tomllib.loads((RESOURCES / "licences" / "parts.toml").read_text(encoding="utf-8"))["part"]
    return tuple(LicensedPart(**{**each, "texts": tuple(each.get("texts", ()))}) for each in listed)


def _brought(package: str) -> Iterator[str]:
    """Yield the licences that an installed package brings, its own first."""
    from importlib.metadata import PackageNotFoundError, files

    try:
        brought = files(package) if package else None
    except PackageNotFoundError:
        return
    named = [path for path in brought or () if ".dist-info" in str(path) and TEXT_FILE.search(str(path))]
    for path in sorted(named, key=lambda path: len(path.parts)):
        if (file := Path(path.locate())).is_file():
            yield file.read_text(encoding="utf-8")
