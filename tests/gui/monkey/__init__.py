"""Somebody who clicks and types at random, and looks at every rest whether what is shown is still right.

``python -m tests.gui.monkey --seeds 1-20 --events 5000`` lets a real window of its own process be driven by each seed,
and adds a line to the list ``seeds.csv``. A seed that found nothing with the present commit is left out, so that a
long watch can be interrupted and gone on with, and what was found looked for again. ``--shrink 7`` looks for the
shortest sequence of seed 7 that fails.
"""
