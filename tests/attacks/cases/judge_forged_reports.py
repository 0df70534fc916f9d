from ..attack import Replied


def report(code, **values):
    return {"kind": "unreadable", "code": code, "values": values}


def answers():
    """Reports of the learner's side with codes and values that it has no business with."""
    for code in (
        "grader-fault",
        "not-it",
        "passed",
        "half-right",
        "",
        "__class__",
        "took-too-long",
        "refused",
        "../x",
    ):
        yield report(code)
        yield report(code, given="x", credit=1, score=2, outcome="passed")
    for trap in (
        "{0.__class__.__mro__}",
        "{given.__globals__}",
        "{expected}",
        "{",
        "}",
        "%s%n",
        "{given!r:>999999999}",
    ):
        yield report("wrong-type", given=trap, expected=trap)
        yield report("wrong-type", **{trap: 1, "given": trap})
    yield report("wrong-type", given="x", expected="<b>42</b>")
    yield {"kind": "unreadable", "code": "wrong-type", "values": [["given", "x"]]}
    yield {"kind": "unreadable", "code": ["wrong-type"], "values": {}}
    yield {"kind": "unreadable"}


def show():
    """A template that a cheat may write reads attributes."""
    assert "object" in "{given.__class__.__mro__}".format(given="x")


ATTACK = Replied(
    "Reports, as the learner's side, findings that only the judge may make, with templates in their values.",
    lambda: list(answers()),
    show=show,
)
