import pytest

from ..attack import Replied
from .judge_forty_qubits import circuit


def operation(**fields):
    return circuit([0, 1], [{"name": "h", "targets": [0], **fields}])


def answers():
    """Gates with powers, matrices, conditions and parameters that nothing should try to compute."""
    for power in (1e300, -1e7, float("nan"), "2", True, [1], 1 << 3000):
        yield operation(power=power)
    for parameter in (
        ["pow", 9e99, 9e99],
        ["mul"] + [1e300] * 60,
        ["log", 0.0],
        ["eval", "1"],
        ["free", "x" * 999],
        ["__import__", "os"],
        ["add"] * 64,
        ["mod", 1.0, 0.0],
        ["exp", ["exp", ["exp", 99.0]]],
        ["free"],
    ):
        yield operation(name="rx", parameters=[parameter])
    for matrix in ([1e308] * 8, [float("nan")] * 8, [0.0] * 8, [1.0] * 2 * 4**9, [1.0] * 3, [], [[1.0]], "1"):
        yield operation(name="unitary", matrices=[matrix])
    for name in (
        "__class__",
        "os.system",
        "unitary ",
        "H",
        "h\x00",
        "",
        "include",
        "kraus",
        "barrier" * 99,
        None,
        3,
    ):
        yield operation(name=name)
    for targets in ([0, 0], [2], [-1], [0.0], ["0"], [True], [], 0, None, [[0]]):
        yield operation(targets=targets)
    for condition in (
        [[0], "1"],
        [[0], 1 << 300],
        [0, 1],
        [[-1], 1],
        [[1 << 90], 1],
        {"bit": 0},
        [[0], 1, 2],
    ):
        yield operation(condition=condition)
    yield operation(controls=list(range(4000)), control_state=[1] * 4000)
    yield operation(extra="field")


def show():
    """What evaluates such a parameter without care fails, or takes for ever."""
    with pytest.raises(OverflowError):
        pow(9e99, 9e99)


ATTACK = Replied(
    "Answers with gates whose powers, parameters, matrices and conditions are out of bounds.",
    lambda: list(answers()),
    exercise="circuit",
    show=show,
)
