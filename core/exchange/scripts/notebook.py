"""The script in plain NumPy as a notebook: a cell for each thought."""

from __future__ import annotations

import json

from core.exchange.scripts.plain import Ways, opening, plain_parts
from core.exchange.scripts.recipe import Recipe

NOTEBOOK = ".ipynb"
"""How the names of notebooks end."""


def notebook_text(recipe: Recipe, file: str) -> str:
    """Return the notebook (format 4) as text; ``file`` is the name of the data that travel beside it."""
    ways = Ways(recipe.notation)
    title, *_ = opening(recipe, "plain NumPy", [])
    words = [f"# {title.strip(chr(34))}\n", "\n", ways.renamed_words(ways.way)]
    first, *parts = plain_parts(recipe, file)
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "id": "words", "metadata": {}, "source": words}]
    for number, part in enumerate([first[2:], *parts]):  # a notebook has no command line
        source = [f"{line}\n" for line in part[:-1]] + [part[-1]]
        made: dict[str, object] = {"cell_type": "code", "id": f"cell-{number}", "metadata": {}, "source": source}
        cells.append({**made, "execution_count": None, "outputs": []})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
