"""Measure: shots of a state in a chosen basis, one at a time or many, with error bars."""

from __future__ import annotations

from typing import Any

import numpy as np
from traitlets import Bool, Dict, Enum, Int, List, Unicode

from gangway.widgets.instrument import Instrument, module
from gangway.widgets.states import mixture
from gangway.widgets.words import listed


class Measure(Instrument):
    """Measure a state, shot by shot or in bulk; or two states side by side.

    The numbers are drawn in the browser, by a pseudo-random generator that ``seed`` makes repeatable.
    """

    module_name = "measure"
    _esm = module("measure")

    preparations = List(Dict()).tag(sync=True, kept=True)
    #: In which basis every qubit is measured: ``"z"``, ``"x"`` or ``"y"``.
    basis = Enum(("x", "y", "z"), "z").tag(sync=True, kept=True)
    #: For each state, how often each outcome came, in the order of the bitstrings.
    counts = List(List(Int())).tag(sync=True, kept=True)
    #: Whether the exact probabilities are marked.
    exact = Bool(False).tag(sync=True, kept=True)
    #: The seed of the random numbers; -1 for another one each time.
    seed = Int(-1).tag(sync=True, kept=True)
    #: A sentence shown in place of the states.
    notice = Unicode("").tag(sync=True, kept=True)

    def __init__(
        self,
        state: object,
        against: object = None,
        *,
        labels: tuple[str, str] = ("", ""),
        **traits: Any,
    ) -> None:
        """Measure one state, or two of them side by side.

        A state is a list of amplitudes, a density matrix, or a circuit of Braket or Qiskit. What can't be
        measured here is said inside the instrument.

        Args:
            state: what to measure.
            against: what to measure beside it.
            labels: what to call them.
            traits: initial values of other traits, as ``basis="x"`` or ``seed=1``.
        """
        given = [state] if against is None else [state, against]
        notice = ""
        try:
            preparations = [_preparation(*pair) for pair in zip(given, labels, strict=False)]
        except ValueError as why:
            preparations, notice = [], str(why)
        super().__init__(**({"preparations": preparations, "notice": notice} | traits))

    @property
    def measurement_counts(self) -> dict[str, int] | list[dict[str, int]]:
        """The counts by bitstring, qubit 0 leftmost; for two states a list of two."""
        each = [_named(one) for one in self.counts] or [{} for _ in self.preparations]
        return each[0] if len(each) == 1 else each

    def words(self) -> str:
        """What is measured, and what came out so far, in words."""
        if self.notice:
            return self.notice
        names = listed([one["label"] or "a state" for one in self.preparations])
        begun = f"Measurement of {names} in the {self.basis.upper()} basis"
        if not self.counts:
            return f"{begun}: no shots yet."
        return f"{begun}: {'; '.join(_told(_named(one)) for one in self.counts)}."


def _preparation(state: object, label: str) -> dict[str, Any]:
    parts = [
        {
            "weight": weight,
            "amplitudes": np.ascontiguousarray(pure, dtype=complex).view(float).reshape(-1, 2).tolist(),
        }
        for weight, pure in mixture(state)
    ]
    return {"label": label, "mixture": parts}


def _named(counts: list[int]) -> dict[str, int]:
    width = max(1, int(np.log2(len(counts))))
    return {f"{at:0{width}b}": count for at, count in enumerate(counts) if count}


def _told(counts: dict[str, int]) -> str:
    return listed([f"{bits} {count} times" for bits, count in counts.items()])
