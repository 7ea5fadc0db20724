"""Which version this is, and on what it runs: for ``--version``, *About* and reports of faults."""

from __future__ import annotations

VERSION = "0.1.0"
"""Of the program. It stands here alone: the package that is built takes it from here."""
NAMED = ("PySide6-Essentials", "pyqtgraph", "numpy")
"""Packages whose version a report of a fault needs."""


def installed_version(package: str) -> str:
    """Return the version of an installed package; empty if it is not there, or does not say."""
    from importlib.metadata import PackageNotFoundError, version  # here, for it takes long, and few starts ask

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def version_line() -> str:
    """Return versions and platform in one line, as a report of a fault needs them."""
    import platform

    parts = [f"Chalkgrad {VERSION}", f"{platform.python_implementation()} {platform.python_version()}"]
    parts += [f"{package} {found}" for package in NAMED if (found := installed_version(package))]
    return " · ".join([*parts, platform.platform()])
