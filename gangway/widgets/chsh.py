"""The CHSH bench: four angles, many rounds, and S with its error against 2 and 2√2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from traitlets import Float, Int, List, Unicode

from gangway.widgets.instrument import Instrument, module

#: Angles in degrees that give an entangled pair its largest S, 2√2: Alice's two, then Bob's two.
BEST_ANGLES = (0.0, 90.0, 45.0, -45.0)
#: S = E(0,0) + E(0,1) + E(1,0) - E(1,1).
SIGNS = (1, 1, 1, -1)


class ChshBench(Instrument):
    """Play rounds of the CHSH game with an entangled pair, or with a classical imitation of one.

    In each round both players get a random setting and answer +1 or -1. With the pair (|00⟩ + |11⟩)/√2 and
    axes in the x-z plane, the mean product of their answers is cos of the angle between their axes.
    """

    module_name = "chsh"
    _esm = module("chsh")

    #: The axes in degrees: Alice's for her settings 0 and 1, then Bob's.
    angles = List(Float()).tag(sync=True, kept=True)
    #: What they share: ``"pair"``, or ``"arrow"``, a hidden arrow that both carry.
    source = Unicode("pair").tag(sync=True, kept=True)
    #: What noise has left of the correlations, from 0 to 1.
    visibility = Float(1.0).tag(sync=True, kept=True)
    #: For the settings 00, 01, 10 and 11 (Alice's first): [rounds, rounds with equal answers].
    counts = List(List(Int())).tag(sync=True, kept=True)
    #: The seed of the random numbers; -1 for another one each time.
    seed = Int(-1).tag(sync=True, kept=True)

    def __init__(self, angles: Sequence[float] = BEST_ANGLES, **traits: Any) -> None:
        """Start with four angles in degrees; ``traits`` are initial values, as ``source="arrow"``."""
        super().__init__(angles=[float(angle) for angle in angles], **traits)

    @property
    def s(self) -> tuple[float, float]:
        """S as measured and its standard error; NaN until every setting has come."""
        if len(self.counts) != len(SIGNS) or not all(rounds for rounds, _ in self.counts):
            return float("nan"), float("nan")
        rounds, agreed = np.array(self.counts, dtype=float).T
        means = 2 * agreed / rounds - 1
        return float(np.dot(SIGNS, means)), float(np.sqrt(np.sum((1 - means**2) / rounds)))

    def words(self) -> str:
        """The angles, and S as far as it is measured, in words."""
        shared = "an entangled pair" if self.source == "pair" else "a hidden arrow"
        names = ("Alice 0", "Alice 1", "Bob 0", "Bob 1")
        axes = ", ".join(f"{name} {angle:g}°" for name, angle in zip(names, self.angles, strict=False))
        value, error = self.s
        measured = (
            "No rounds played yet" if np.isnan(value) else f"S = {value:.2f} ± {1.96 * error:.2f} (95 %)"
        )
        return f"CHSH bench with {shared}; axes {axes}. {measured}; classical strategies reach 2."
