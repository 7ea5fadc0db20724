"""Data sets with a story: can I pass this course, and digits in pictures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from core.arrays import Array, frozen
from core.data.dataset import MAX_POINTS, Dataset, drawn_from
from core.data.examples import Examples, of_classes, of_numbers
from core.hyperparameters import hyperparameter

PICTURES = Path(__file__).parents[2] / "resources" / "data" / "digits.npz"
STUDENT_A = (21.0, 90.0, 7.0)
"""Classes attended, hours of homework and network drops of the article's student A."""
PASS_MARK = 50.0


class Students(Dataset):
    """A simulated class, by a rule that can be read; its first student is the article's student A.

    Attendance is uniform from 5 to 30 classes, homework is 3.5 hours for each class attended ± 25, drops of the network
    are Poisson distributed (mean 6). The grade is 20 + 1.2 per class + 0.30 per hour of homework − 1.5 per
    drop, plus unmeasured effects (normal, ``noise`` points; none for A), limited to 0 … 100.
    """

    points: int = hyperparameter(400, "", "Number of students.", low=8, high=MAX_POINTS, log=True, title="Students")
    noise: float = hyperparameter(
        8.0, "", "What affects a grade apart from the three inputs, in points.", low=0.0, high=50.0, unit="points"
    )
    seed: int = drawn_from(7)

    source = (
        "Simulated after the example in the article “The mathematics behind deep learning”: grade = 20 + 1.2 per class "
        "attended + 0.30 per hour of homework − 1.5 per network drop + noise, kept within 0 to 100."
    )

    @property
    def inputs(self) -> tuple[str, ...]:
        return ("classes attended", "homework (h)", "network drops")

    def drawn(self) -> tuple[Array, Array]:
        """Return the inputs (3 × m) and the grades (m,)."""
        rng = np.random.default_rng((self.seed, 2))
        attended = np.rint(rng.uniform(5.0, 30.0, self.points))
        homework = np.rint(np.clip(3.5 * attended + 25.0 * rng.standard_normal(self.points), 0.0, 150.0))
        drops = rng.poisson(6.0, self.points).astype(np.float64)
        unknown = self.noise * rng.standard_normal(self.points)
        x = np.stack([attended, homework, drops])
        x[:, 0], unknown[0] = STUDENT_A, 0.0
        return x, np.clip(expected_grade(x) + unknown, 0.0, 100.0)


def expected_grade(x: Array) -> Array:
    """Return the grades (m,) that the rule of `Students` gives for inputs (3 × m), without noise and limits."""
    grade: Array = 20.0 + 1.2 * x[0] + 0.30 * x[1] - 1.5 * x[2]
    return grade


class CoursePassFail(Students):
    name = "course_pass_fail"
    title = "pass or fail"
    help = "Can I pass this course? Classes attended, hours of homework, network drops; 50 points or more pass."

    target = "result"

    @property
    def class_names(self) -> tuple[str, ...]:
        return ("fails", "passes")

    def generate(self) -> Examples:
        x, grades = self.drawn()
        return of_classes(x, (grades >= PASS_MARK).astype(np.int64))


class CourseGrades(Students):
    name = "course_grades"
    title = "grades"
    help = "The same students with their grades from 0 to 100: the network predicts a number."

    target = "grade (points)"

    @property
    def classes(self) -> int:
        return 0

    def generate(self) -> Examples:
        x, grades = self.drawn()
        return of_numbers(x, grades[None])


class Digits(Dataset):
    name = "digits"
    title = "digits"
    help = "8 × 8 pictures of handwritten digits; the network predicts the digit."

    points: int = hyperparameter(
        1797, "", "How many of the 1,797 pictures are used.", low=12, high=1797, title="Pictures"
    )
    seed: int = drawn_from(42)

    target = "digit"
    picture = (8, 8)
    source = (
        "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository 1998, "
        "doi.org/10.24432/C50P49 (CC BY 4.0)."
    )

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(f"pixel {row},{column}" for row in range(1, 9) for column in range(1, 9))

    @property
    def classes(self) -> int:
        return 10

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(str(digit) for digit in range(10))

    def generate(self) -> Examples:
        """Return the pictures; a pixel is 0 (paper) to 1 (ink)."""
        x, labels = _digits()
        return of_classes(x[:, : self.points].copy(), labels[: self.points].copy())


@lru_cache(maxsize=1)
def _digits() -> tuple[Array, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    with np.load(PICTURES, allow_pickle=False) as stored:
        return frozen(stored["pictures"].T / 16.0), stored["digits"].astype(np.int64)
