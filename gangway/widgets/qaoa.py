"""The QAOA landscape: the expected cut of a small graph over both angles of one layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from traitlets import Dict, Int, List

from gangway.widgets.instrument import Instrument, module

if TYPE_CHECKING:
    import numpy as np
    from braket.circuits import Circuit

#: Vertices that the browser computes.
MOST_VERTICES = 10
#: The graph to start with: a ring of four.
RING = ((0, 1), (1, 2), (2, 3), (3, 0))


class QaoaLandscape(Instrument):
    """Walk over the energy surface of QAOA with one layer, and sample cuts where you stand.

    The state is ``e^{-iβ ΣX} e^{-iγ C} |+…+⟩``, where C is the weight of the edges that are cut; ``path``
    holds the points (γ, β) that were kept, the last one being where you stand.
    """

    module_name = "qaoa"
    _esm = module("qaoa")

    graph = Dict().tag(sync=True, kept=True)
    path: Any = List().tag(sync=True, kept=True)
    #: The seed of the sampled cuts; 0 for none.
    seed = Int(0).tag(sync=True, kept=True)

    def __init__(self, edges: object = RING, *, gamma: float = 0.4, beta: float = 0.2, **traits: Any) -> None:
        """Start with a graph and a point.

        Args:
            edges: pairs of vertices, or triples with a weight; or a networkx graph, whose ``weight`` counts.
                Vertices are numbered from 0.
            gamma: the angle of the cost, in radians.
            beta: the angle of the mixer, in radians.
            traits: initial values of other traits.
        """
        super().__init__(graph=_graph(edges), path=[[float(gamma), float(beta)]], **traits)

    @property
    def angles(self) -> tuple[float, float]:
        """γ and β where you stand, in radians; set them to lengthen the path."""
        gamma, beta = self.path[-1]
        return gamma, beta

    @angles.setter
    def angles(self, angles: Sequence[float]) -> None:
        gamma, beta = angles
        self.path = [*self.path, [float(gamma), float(beta)]]

    @property
    def circuit(self) -> Circuit:
        """The circuit at the angles where you stand, as Braket's; vertex k is qubit k."""
        from braket.circuits import Circuit

        gamma, beta = self.angles
        circuit = Circuit().h(range(self.graph["vertices"]))
        for u, v, weight in self.graph["edges"]:
            circuit.zz(u, v, -gamma * weight)
        return circuit.rx(range(self.graph["vertices"]), 2 * beta)

    def cuts(self) -> np.ndarray:
        """The weight that each bitstring cuts, vertex 0 leftmost; shape ``(2**vertices,)``."""
        import numpy as np

        vertices = self.graph["vertices"]
        bits = (np.arange(2**vertices)[:, None] >> np.arange(vertices)[::-1]) & 1
        return sum(
            (weight * (bits[:, u] != bits[:, v]) for u, v, weight in self.graph["edges"]),
            start=np.zeros(2**vertices),
        )

    def probabilities(self) -> np.ndarray:
        """The probability of each bitstring where you stand, by state vector; shape ``(2**vertices,)``."""
        import numpy as np

        gamma, beta = self.angles
        vertices, phases = self.graph["vertices"], np.exp(-1j * gamma * self.cuts())
        state = (phases / 2 ** (vertices / 2)).reshape((2,) * vertices)
        mixer = np.array([[np.cos(beta), -1j * np.sin(beta)], [-1j * np.sin(beta), np.cos(beta)]])
        for vertex in range(vertices):
            state = np.moveaxis(np.tensordot(mixer, state, axes=(1, vertex)), 0, vertex)
        return np.abs(state.reshape(-1)) ** 2

    def expected_cut(self) -> float:
        """The expected cut where you stand."""
        return float(self.probabilities() @ self.cuts())

    def words(self) -> str:
        """The graph, the angles and the expected cut, in words."""
        vertices, edges = self.graph["vertices"], self.graph["edges"]
        size = f"A graph of {vertices} vertices and {len(edges)} edges"
        if not 2 <= vertices <= MOST_VERTICES or not edges:
            return f"{size}: this instrument takes 2 to {MOST_VERTICES} vertices and at least one edge."
        gamma, beta = self.angles
        return (
            f"{size}. At γ {gamma:.3g} and β {beta:.3g} the expected cut is {self.expected_cut():.3f};"
            f" the largest is {self.cuts().max():g}."
        )


def _graph(edges: Any) -> dict[str, Any]:
    """Edges with weights, and as many vertices as they name."""
    found = [_edge(*edge) for edge in _listed(edges)]
    return {"vertices": 1 + max((max(u, v) for u, v, _ in found), default=-1), "edges": found}


def _listed(edges: Any) -> Iterable[Sequence[Any]]:
    return edges.edges(data="weight", default=1.0) if hasattr(edges, "adj") else edges


def _edge(u: int, v: int, weight: float = 1.0) -> list[Any]:
    return [int(u), int(v), float(weight)]
