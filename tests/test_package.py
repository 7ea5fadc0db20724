"""The package that is built: all of it beneath one name, whole, and at home beside any other package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email import message_from_string
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import PySide6
import pytest

from core.version import VERSION

ROOT = Path(__file__).parents[1]
LARGEST = 2.5
"""Megabytes of the wheel: a font is a quarter of it."""
NAMES = "core", "gui", "resources"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
TRAIN = "--scene", "xor-tanh", "--headless", "--json", "--steps", "40"
DRAW = "--scene", "xor-tanh", "--steps", "40", "--screenshot"


class Built(NamedTuple):
    """What was built from the sources, and what the builder said."""

    sdist: Path
    wheel: Path
    said: str


def run(*command: object, cwd: Path, **environment: str) -> str:
    """Run a command, away from the sources and without what points to them; return what it says."""
    bare = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, env={**bare, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the sdist, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("built")
    said = run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    return Built(next(folder.glob("*.tar.gz")), next(folder.glob("*.whl")), said)


def sources(*folders: str) -> set[str]:
    """Return the files in folders of the repository, without what was made from them."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    kept = (path for path in found if "__pycache__" not in path.parts and path.suffix not in (".so", ".pyd"))
    return {path.relative_to(ROOT).as_posix() for path in kept}


@pytest.mark.slow
def test_nothing_is_said_against_it(built: Built) -> None:
    assert "warning" not in built.said.lower()
    assert "ignored" not in built.said.lower()


@pytest.mark.slow
def test_all_of_the_wheel_is_beneath_one_name(built: Built) -> None:
    names = zipfile.ZipFile(built.wheel).namelist()
    apart = {f"chalkgrad-{VERSION}.dist-info", f"chalkgrad-{VERSION}.data"}
    assert {name.split("/")[0] for name in names} == {"chalkgrad", *apart}
    packed = {name.removeprefix("chalkgrad/") for name in names if name.split("/")[0] == "chalkgrad"}
    own = sources(*NAMES) - sources("gui/launcher", "resources/pictures")
    compiled = {f"core/training/fast/_tape{sysconfig.get_config_var('EXT_SUFFIX')}"}
    assert packed - compiled == own | {"__init__.py", "__main__.py", "py.typed", "LICENSE"}
    assert compiled <= packed or "py3-none-any" in built.wheel.name
    shared = {name.partition("/data/share/")[2] for name in names if ".data/" in name}
    assert shared == {
        "applications/chalkgrad.desktop",
        "icons/hicolor/scalable/apps/chalkgrad.svg",
        "metainfo/chalkgrad.metainfo.xml",
    }
    assert built.wheel.stat().st_size < LARGEST * 1e6


@pytest.mark.slow
def test_what_an_index_shows_needs_nothing_beside_it(built: Built) -> None:
    text = zipfile.ZipFile(built.wheel).read(f"chalkgrad-{VERSION}.dist-info/METADATA").decode()
    about = message_from_string(text)
    assert (about["Version"], about["License-Expression"]) == (VERSION, "MIT")
    description = about.get_payload()
    assert isinstance(description, str)
    assert description.startswith("# Chalkgrad")
    assert "![" not in description
    assert "](" not in description.replace("](https://", "")


@pytest.mark.slow
def test_the_sdist_is_whole(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    assert sources(*NAMES, "tests", ".ci") <= names
    assert {"pyproject.toml", "README.md", "LICENSE", ".gitignore"} <= names


@pytest.mark.slow
def test_without_a_compiler_it_is_a_wheel_for_all(built: Built, tmp_path: Path) -> None:
    run(sys.executable, "-m", "tarfile", "-e", built.sdist, tmp_path, cwd=tmp_path)
    (folder,) = tmp_path.iterdir()
    said = run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, folder, cwd=tmp_path, PATH="/nowhere")
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"chalkgrad-{VERSION}-py3-none-any.whl"
    assert not any(Path(name).suffix in (".so", ".pyd") for name in zipfile.ZipFile(wheel).namelist())
    assert "warning" not in said.lower()


@pytest.mark.slow
def test_the_wheel_from_the_sources_is_that_from_the_sdist(built: Built, tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    assert (tmp_path / built.wheel.name).read_bytes() == built.wheel.read_bytes()


# --- beside another package ---


def foreign(folder: Path) -> Path:
    """Make the wheel of a package whose folders have our names."""
    wheel = folder / "foreign-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in NAMES:
            archive.writestr(f"{name}/__init__.py", "FOREIGN = True\n")
        archive.writestr("foreign-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: foreign\nVersion: 1\n")
        archive.writestr("foreign-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("foreign-1.dist-info/RECORD", "")
    return wheel


@pytest.fixture(scope="module", params=list(permutations(("foreign", "chalkgrad"))), ids=" then ".join)
def scripts(request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install both in an environment that sees this one's libraries; return where its commands are."""
    folder = tmp_path_factory.mktemp("beside")
    wheels = {"foreign": foreign(folder), "chalkgrad": built.wheel}
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / SCRIPTS / "python"
    place = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (place / "libraries.pth").write_text(str(Path(PySide6.__file__).parents[1]), encoding="utf-8")
    for name in request.param:
        run(sys.executable, "-m", "pip", "--python", python, "install", "-qI", "--no-deps", wheels[name], cwd=folder)
    return python.parent


@pytest.mark.slow
def test_it_trains_beside_a_foreign_core(scripts: Path, tmp_path: Path) -> None:
    assert "FOREIGN" in run(scripts / "python", "-c", "import core; print(dir(core))", cwd=tmp_path)
    plain = json.loads(run(sys.executable, "-m", "gui", *TRAIN, cwd=ROOT))
    for command in ([scripts / "chalkgrad"], [scripts / "python", "-m", "chalkgrad"]):
        trained = json.loads(run(*command, *TRAIN, cwd=tmp_path))
        assert {**trained, "seconds": 0} == {**plain, "seconds": 0}


@pytest.mark.slow
def test_its_window_shows_the_same_picture_beside_a_foreign_core(scripts: Path, tmp_path: Path) -> None:
    """Nothing is compiled yet when it starts there: it waits for formulas that come late."""
    cold = {"PYTHONPYCACHEPREFIX": str(tmp_path / "nothing compiled")}
    run(scripts / "chalkgrad", *DRAW, tmp_path / "installed.png", cwd=tmp_path, **cold)
    run(sys.executable, "-m", "gui", *DRAW, tmp_path / "plain.png", cwd=ROOT)
    assert (tmp_path / "installed.png").read_bytes() == (tmp_path / "plain.png").read_bytes()


@pytest.mark.slow
def test_importing_it_makes_core_importable(scripts: Path, tmp_path: Path) -> None:
    code = "import chalkgrad, core, gui, resources; print(core.__file__, chalkgrad.__version__)"
    file, version = run(scripts / "python", "-c", code, cwd=tmp_path).split()
    assert Path(file).parent.parent.name == "chalkgrad"
    assert version == VERSION


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import core, chalkgrad", "Another package named core is imported already"),
        ("import chalkgrad, chalkgrad.core", "Write “import chalkgrad”, then “import core”"),
    ],
)
def test_a_second_core_is_refused_in_words(scripts: Path, tmp_path: Path, code: str, words: str) -> None:
    done = subprocess.run(
        [scripts / "python", "-X", "utf8", "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert words in done.stderr
