"""All that can be taken along. The dialog *Share* and the command line offer what stands in `EXPORTS`.

An export is one entry here. What makes it is imported only then.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.exchange.numbers import ARRAYS, TABLES
from core.exchange.scripts.catalogue import SCRIPTS
from core.exchange.scripts.notebook import NOTEBOOK
from core.hyperparameters import InvalidSetting
from gui.share.animation import AnimationChoices
from gui.share.animation import idle as idle_in_animations
from gui.share.export import AskedExport, Export, ExportSource, Making, PictureChoices, Previewing
from gui.share.handouts import HandoutChoices, handout_titles

AS_IT_STANDS = "The desk is taken as it stands."


def _pictured(source: ExportSource, ending: str) -> Mapping[str, str]:
    from gui.share.pictures import things

    return things(source)


def _picture(source: ExportSource, asked: AskedExport) -> Making:
    from gui.share.pictures import make

    return make(source, asked)


def _shown_small(source: ExportSource, asked: AskedExport) -> Previewing:
    from gui.share.pictures import preview

    return preview(source, asked)


def _counted(source: ExportSource, ending: str) -> Mapping[str, str]:
    from gui.share.written import matrix_titles

    held = TABLES if ending == ".csv" else ARRAYS
    matrices = matrix_titles(source) if ending == ".csv" else {}
    return {name: words for name, (words, _) in held.items()} | matrices


def _numbers(source: ExportSource, asked: AskedExport) -> Making:
    from gui.share.written import make_numbers

    return make_numbers(source, asked)


def _spoken(source: ExportSource, ending: str) -> Mapping[str, str]:
    return {name: script.title for name, script in SCRIPTS.items() if ending != NOTEBOOK or name == "numpy"}


def _script(source: ExportSource, asked: AskedExport) -> Making:
    from gui.share.written import make_script

    return make_script(source, asked)


def _first_numbers(source: ExportSource, asked: AskedExport) -> Previewing:
    from gui.share.written import make_numbers, preview_text

    return preview_text(source, asked, make_numbers)


def _first_lines(source: ExportSource, asked: AskedExport) -> Previewing:
    from gui.share.written import make_script, preview_text

    return preview_text(source, asked, make_script)


def _first_page(source: ExportSource, asked: AskedExport) -> Previewing:
    from gui.share.handouts import preview_handout

    return preview_handout(source, asked)


def _handout(source: ExportSource, asked: AskedExport) -> Making:
    from gui.share.handouts import make_handout

    return make_handout(source, asked)


def _filmed(source: ExportSource, ending: str) -> Mapping[str, str]:
    from gui.share.filming import things

    return things(source)


def _animation(source: ExportSource, asked: AskedExport) -> Making:
    from gui.share.filming import make

    return make(source, asked)


def _sampled(source: ExportSource, asked: AskedExport) -> Previewing:
    from gui.share.filming import preview

    return preview(source, asked)


def _nothing_yet(source: ExportSource) -> str:
    still = source.of_function and source.player.timeline.known == 0
    return "There is nothing to animate yet. Take some steps first." if still else ""


def _no_network(source: ExportSource) -> str:
    return "A plain function has no network: only its pictures can be taken." if source.of_function else ""


EXPORTS = (
    Export(
        "picture",
        "Picture",
        "A plot, the network, a lens, a matrix, the stage or the desk, for a slide, a worksheet or a book. "
        "In SVG and PDF lines stay lines and text stays text.",
        (".png", ".svg", ".pdf"),
        _pictured,
        _picture,
        _shown_small,
        choices=PictureChoices,
        idle=lambda what: dict.fromkeys(("width", "height", "clear"), AS_IT_STANDS) if what == "desk" else {},
    ),
    Export(
        "animation",
        "Animation",
        "A stretch of training, or the phases of a step, as a moving picture.",
        (".gif",),
        _filmed,
        _animation,
        _sampled,
        _nothing_yet,
        choices=AnimationChoices,
        begin=lambda source: {"last": max(source.player.timeline.known, 1)},
        moves=True,
        idle=idle_in_animations,
    ),
    Export(
        "numbers",
        "Numbers",
        "Curves, parameters, matrices or predictions, for a spreadsheet or for NumPy.",
        (".csv", ".npz"),
        _counted,
        _numbers,
        _first_numbers,
        _no_network,
    ),
    Export(
        "script",
        "Script",
        "This experiment as a short program with the same numbers: run it, read it, change it.",
        (".py", NOTEBOOK),
        _spoken,
        _script,
        _first_lines,
        _no_network,
    ),
    Export(
        "handout",
        "Handout",
        "One step worked out on paper, with blanks for the class to fill in, and its key.",
        (".pdf",),
        handout_titles,
        _handout,
        _first_page,
        _no_network,
        choices=HandoutChoices,
        idle=lambda what: {"blanks": "The key has no blanks."} if what == "key" else {},
    ),
)
"""In the order of the dialog; of two with one ending and no name, the first is meant."""


def chosen_export(source: ExportSource, ending: str, what: str) -> tuple[Export, str]:
    """Return the export that a file holds, and which of its things: the usual one if ``what`` is empty.

    Raises
    ------
    InvalidSetting
        If there is no such thing, or none of what is on show.
    """
    offered = [export for export in EXPORTS if ending in export.endings]
    for export in offered:
        things = export.things(source, ending) if not export.lacks(source) else {}
        if what in things or (things and not what):
            return export, what or next(iter(things))
    if lacks := next(filter(None, (export.lacks(source) for export in offered)), ""):
        raise InvalidSetting("what", lacks)
    known = ", ".join(name for export in offered for name in export.things(source, ending))
    raise InvalidSetting("what", f"There is no “{what[:60]}” here. There are: {known}.")
