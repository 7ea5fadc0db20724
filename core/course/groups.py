"""How lessons are grouped. Apart from the lessons themselves: home needs no more, and stands there sooner."""

GROUPS = {
    "slopes": "Slopes and steps",
    "neurons": "Neurons and layers",
    "examples": "Learning from examples",
    "right": "Getting it right",
}
"""In the order in which they are taught."""
