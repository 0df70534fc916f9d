import copy

import pytest

from ..attack import Replied


def nested(levels, wrap):
    made = {"kind": "number", "value": 42}
    for _ in range(levels):
        made = wrap(made)
    return made


def answers():
    """Lists, mappings, outputs and parameters within each other."""
    for levels in (7, 9, 900, 100_000):
        yield nested(levels, lambda inner: {"kind": "list", "items": [inner]})
        yield nested(levels, lambda inner: {"kind": "mapping", "items": [["x", inner]]})
        yield nested(levels, lambda inner: {"kind": "outputs", "name": "f", "items": [inner]})
        yield nested(levels, lambda inner: [inner])
        parameter = 1.0
        for _ in range(levels):
            parameter = ["sin", parameter]
        yield circuit(parameter)
    # few levels, and very many items: each level holds the next one many times
    yield nested(7, lambda inner: {"kind": "list", "items": [inner] * 6})


def circuit(parameter):
    operation = {"name": "rx", "targets": [0], "parameters": [parameter]}
    return {"kind": "circuit", "sdk": "braket", "qubits": [0, 1], "operations": [operation]}


def show():
    """What walks down such an answer runs out of stack."""
    with pytest.raises(RecursionError):
        copy.deepcopy(nested(100_000, lambda inner: [inner]))


ATTACK = Replied("Answers with lists nested a hundred thousand deep.", lambda: list(answers()), show=show)
