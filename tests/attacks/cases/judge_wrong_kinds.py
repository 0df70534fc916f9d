from ..attack import Replied
from .judge_forty_qubits import circuit

#: One of everything that is well-formed, and right for none of the exercises.
EVERYTHING = [
    {"kind": "nothing"}, {"kind": "flag", "value": True}, {"kind": "text", "value": "42"},
    {"kind": "complex", "re": 42.0, "im": 1.0}, {"kind": "list", "items": [{"kind": "number", "value": 42}]},
    {"kind": "mapping", "items": []}, {"kind": "counts", "items": []}, {"kind": "counts", "items": [["00", 0]]},
    {"kind": "array", "dtype": "float", "shape": [0], "data": []}, {"kind": "array", "dtype": "bool", "shape": [], "data": [True]},
    {"kind": "array", "dtype": "int", "shape": [2, 1], "data": [42, 42]}, {"kind": "outputs", "name": "f", "items": []},
    {"kind": "outputs", "name": "f", "items": [{"kind": "number", "value": 42}] * 99}, circuit([], []), circuit([0, 1], []),
    {"kind": "analog", "sites": [], "filling": [], "drives": [], "local": []}, {"kind": "decode"}, {"kind": "spend"},
    {"kind": "items"}, {"kind": "__init__"}, {"kind": "output"}, {"kind": "raised", "type": "x", "message": "x"},
]  # fmt: skip


def show():
    """A judge that looks methods up by name calls whatever is named."""
    assert callable(object().__init__)


ATTACK = Replied(
    "Answers every exercise with every kind of answer but the right one, and with names of the decoder's own.",
    lambda: EVERYTHING,
    show=show,
)
