"""The QAOA landscape: the formula and the sampler in the browser against state vectors."""

from __future__ import annotations

import numpy as np
import pytest
from braket.devices import LocalSimulator

from gangway.widgets import QaoaLandscape

pytestmark = pytest.mark.needs("npm")


def graph(generator: np.random.Generator, vertices: int) -> list[tuple[int, int, float]]:
    """A random weighted graph, connected by a ring, with the last vertex in it."""
    pairs = [(u, v) for v in range(vertices) for u in range(v) if v == u + 1 or generator.random() < 0.5]
    return [(u, v, float(generator.uniform(-2, 2))) for u, v in pairs]


def test_formula_and_sampler_agree_with_the_state_vector(ask_javascript):
    generator = np.random.default_rng(5)
    places = []
    for number in range(20):
        gamma, beta = generator.uniform(0, 3, 2)
        places.append(QaoaLandscape(graph(generator, 2 + number % 7), gamma=gamma, beta=beta))
    asked = [
        {"about": "qaoa", "graph": one.graph, "gamma": one.angles[0], "beta": one.angles[1]} for one in places
    ]
    for one, found in zip(places, ask_javascript(asked), strict=True):
        assert found["energy"] == pytest.approx(one.expected_cut(), abs=1e-9)
        assert found["probabilities"] == pytest.approx(one.probabilities().tolist(), abs=1e-9)


def test_the_circuit_prepares_that_state():
    place = QaoaLandscape([(0, 1, 2.0), (1, 2), (2, 0), (2, 3, 0.5)], gamma=0.7, beta=0.3)
    shares = LocalSimulator().run(place.circuit.probability(), shots=0).result().values[0]
    assert shares == pytest.approx(place.probabilities(), abs=1e-9)


def test_one_edge_is_always_cut_at_the_best_angles():
    assert QaoaLandscape([(0, 1)], gamma=np.pi / 2, beta=np.pi / 8).expected_cut() == pytest.approx(1)


def test_without_a_cost_it_guesses():
    assert QaoaLandscape(gamma=0, beta=0.3).expected_cut() == pytest.approx(2)


@pytest.mark.parametrize(
    ("edges", "sentence"),
    [
        ([(0, 0)], "fewer than two"),
        ([(0, 1), (1, 1)], "joined to itself"),
        ([(0, 11)], "12 vertices; this instrument takes up to 10"),
        ([], "fewer than two"),
        ([(0, 1, float("1e999"))], "no finite weight"),
    ],
)
def test_what_is_no_graph_gets_a_sentence(ask_javascript, edges, sentence):
    place = QaoaLandscape()
    found = QaoaLandscape(edges).graph if edges else {"vertices": 0, "edges": []}
    found["edges"] = [[u, v, None if w == float("inf") else w] for u, v, w in found["edges"]]
    said = ask_javascript([{"about": "qaoa", "graph": found, "gamma": 0, "beta": 0}])[0]
    assert sentence in said["refused"]
    assert place.words().startswith("A graph of 4 vertices and 4 edges")


def test_networkx_graphs_come_with_their_weights():
    networkx = pytest.importorskip("networkx")
    drawn = networkx.Graph()
    drawn.add_edge(0, 1, weight=2)
    drawn.add_edge(1, 2)
    assert QaoaLandscape(drawn).graph == {"vertices": 3, "edges": [[0, 1, 2.0], [1, 2, 1.0]]}


def test_steps_from_python_lengthen_the_path():
    place = QaoaLandscape(gamma=0.1, beta=0.1)
    place.angles = (0.5, 0.4)
    assert place.path == [[0.1, 0.1], [0.5, 0.4]]
    assert place.angles == (0.5, 0.4)
