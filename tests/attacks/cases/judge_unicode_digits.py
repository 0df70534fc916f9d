from ..attack import Replied

DIGITS = ["４２", "٤٢", "𝟒𝟐", "4_2", " 42", "42\n", "0x2a", "4２", "42\x00", "²"]


def show():
    """Python's int() takes digits of any script, spaces and underscores."""
    assert int(DIGITS[0]) == int(DIGITS[3]) == int(DIGITS[5]) == 42


ATTACK = Replied(
    "Answers with digits of other scripts, in numbers and in bit strings.",
    lambda: [
        *({"kind": "text", "value": text} for text in DIGITS),
        *({"kind": "number", "value": text} for text in DIGITS),
        *({"kind": "counts", "items": [[text, 5]]} for text in (*DIGITS, "０１", "٠١", "0\x001", "0１")),
        *({"kind": "mapping", "items": [[text, {"kind": "number", "value": 42}]]} for text in DIGITS),
    ],
    show=show,
)
