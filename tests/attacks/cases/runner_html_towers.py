import time

from ..attack import NOTHING, STOPPED, Replied

SIZE = 2_000_000


def towers():
    """HTML, SVG and text of two million characters that parsers take long over, or fall over."""
    for piece in (
        "<div>",
        "<b><i>",
        "<table><tr><td>",
        "<svg><g>",
        "<a href=x>",
        "<p style='color:red;",
        "&lt",
        "<!--",
        "]]>",
    ):
        yield piece * (SIZE // len(piece))
    # an element that parsers write again for each paragraph: a hundred of them within each other
    formats = "".join(f"<b id={number}>" for number in range(99))
    yield formats + "<p>x</p>" * 45_000
    yield formats + "<p>x" * 400_000
    yield "<div " + "x='1' " * (SIZE // 6) + ">"
    yield "<" * SIZE
    yield "&" * SIZE
    yield "<p style='" + "color:red;" * (SIZE // 10) + "'>"
    yield "\x1b[1m" * (SIZE // 4)


def replies():
    """Each of them as HTML, as a drawing, as text and as an error."""
    for tower in towers():
        data = {"text/html": tower}
        yield {
            "number-answer": {
                "ended": "finished",
                "outputs": [{"output_type": "display_data", "metadata": {}, "data": data}],
            }
        }
    tower = "\x1b[1m" * (SIZE // 4)
    error = {"output_type": "error", "ename": tower, "evalue": tower, "traceback": [tower]}
    yield {"number-answer": {"ended": "finished", "outputs": [error]}}


def show():
    """A careless sanitiser falls over a tower, or takes far longer over eight times as many floors than eight times."""
    import bleach

    took = []
    for floors in (500, 4000):
        began = time.process_time()
        try:
            bleach.clean("<div>" * floors, tags={"div"})
        except RecursionError:
            return
        took.append(time.process_time() - began)
    assert took[1] > 20 * took[0], took


ATTACK = Replied(
    "Displays markup that takes a parser minutes: towers of elements, of attributes, of styles.",
    replies=lambda: list(replies()),
    ends=NOTHING | STOPPED,
    show=show,
)
