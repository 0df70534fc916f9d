import json

from ..attack import NOTHING, STOPPED, Replied

KIND = "application/vnd.gangway.answer+json"
DEEP = json.loads("[" * 900 + "]" * 900)


def cell(outputs, ended="finished"):
    return {"ended": ended, "outputs": outputs}


def display(data):
    return {"output_type": "display_data", "metadata": {}, "data": data}


def replies():
    """The cells of runs that no honest runner hands over."""
    odd = [
        None,
        3,
        "x",
        [],
        {},
        [[]],
        [None],
        ["x"],
        [3],
        {"a": 1},
        DEEP,
        "\ud800",
        ["\ud800"],
        True,
        float("nan"),
    ]
    for value in odd:
        yield {"number-check": cell(value)}
        yield {"number-check": cell([value])}
        yield {"number-check": cell([display(value)])}
        yield {"number-check": cell([display({KIND: value})])}
        yield {"number-check": cell([display({KIND: {"exercise": value, "answer": value}})])}
        yield {
            "number-check": cell(
                [
                    display(
                        {"text/plain": value, "text/html": value, "image/png": value, "image/svg+xml": value}
                    )
                ]
            )
        }
        yield {
            "number-answer": cell(
                [{"output_type": "error", "ename": value, "evalue": value, "traceback": value}]
            )
        }
        yield {"number-answer": cell([{"output_type": "stream", "name": value, "text": value}])}
        yield {"number-answer": cell([{"output_type": value, "data": value}])}
        yield {"number-check": cell([], ended=value)}
        yield {"number-check": value}
        yield {"number-answer": value, "number-check": cell([])}
    yield {f"strange-{number}": cell([]) for number in range(10_000)}
    yield {"../../x": cell([]), "": cell([]), "\ud800": cell([]), "x" * 1_000_000: cell([], "timed out")}


def show():
    """Code that takes a reply's shape for granted fails on most of them."""
    failed = 0
    for reply in replies():
        try:
            [output["data"].get(KIND) for one in reply.values() for output in one["outputs"]]
            json.dumps(reply, ensure_ascii=False).encode()
        except Exception:
            failed += 1
    assert failed > 100


ATTACK = Replied(
    "Replies, as a runner wholly in a cheat's hands, with cells, outputs and endings of every wrong shape.",
    replies=lambda: list(replies()),
    ends=NOTHING | STOPPED,
    show=show,
)
