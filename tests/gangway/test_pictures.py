"""Every form of picture: well-formed, self-contained, legible in light and dark, and told in words."""

import math
import re
from xml.etree import ElementTree

import pytest

from autograder.findings import Picture
from autograder.pictures import WIDTH, forms, phase_colour, svg

HALF = math.sqrt(0.5)
LABELS = ["00", "01", "10", "11"]
BARS = Picture(
    "bars", {"labels": LABELS, "expected": [0.5, 0, 0, 0.5], "given": [0.25] * 4, "unit": "probability"}, "a"
)
AMPLITUDES = Picture(
    "amplitudes",
    {
        "labels": LABELS,
        "expected": [[HALF, 0], [0, 0], [0, 0], [HALF, 0]],
        "given": [[HALF, 0], [0, 0], [0, 0], [-HALF, 0]],
    },
    "The last amplitude points the other way.",
)
INTERVAL = Picture(
    "interval",
    {
        "low": 500,
        "high": 500,
        "truth_low": 469,
        "truth_high": 531,
        "axis_low": 0,
        "axis_high": 1000,
        "unit": "ones",
    },
    "Your interval is a point.",
)
PICTURES = [BARS, AMPLITUDES, INTERVAL]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(svg(picture))


def texts(picture: Picture) -> list[str]:
    return [element.text or "" for element in drawn(picture).iter(f"{SVG}text")]


def changed(picture: Picture, **data: object) -> Picture:
    return Picture(picture.form, {**picture.data, **data}, picture.alt)


def test_every_form_is_tried_here() -> None:
    assert {picture.form for picture in PICTURES} == set(forms())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.form)
def test_a_picture_is_an_image_with_its_text_alternative(picture: Picture) -> None:
    root = drawn(picture)
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == picture.alt


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.form)
def test_a_picture_refers_to_nothing_outside_and_takes_the_pages_colour(picture: Picture) -> None:
    text = svg(picture)
    assert not re.search(r"href|url\(|<script|<style|<image|<foreignObject", text)
    assert 'fill="currentColor"' in text
    assert set(re.findall(r"https?://[^\"]*", text)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.form)
def test_nothing_is_drawn_beyond_the_edges(picture: Picture) -> None:
    root = drawn(picture)
    height = float(root.get("height", "0"))
    for element in root.iter():
        for name, most in (
            ("x", WIDTH),
            ("y", height),
            ("cx", WIDTH),
            ("cy", height),
            ("x2", WIDTH),
            ("y2", height),
        ):
            assert 0 <= float(element.get(name, "0")) <= most
        if element.tag == f"{SVG}rect":
            assert float(element.get("x", "0")) + float(element.get("width", "0")) <= WIDTH


@pytest.mark.parametrize("hostile", ["<script>x</script>", '"><img src=x>', "a & b"])
def test_labels_and_alternatives_are_escaped(hostile: str) -> None:
    picture = Picture("bars", {"labels": [hostile], "expected": [1], "given": [0], "unit": hostile}, hostile)
    assert drawn(picture).get("aria-label") == hostile
    assert hostile in texts(picture)
    assert "<script" not in svg(picture)
    assert "<img" not in svg(picture)


def test_bars_are_as_long_as_their_values_and_hollow_where_expected() -> None:
    rows = list(drawn(BARS).iter(f"{SVG}rect"))[2:]
    hollow = [float(bar.get("width", "0")) + 2 for bar in rows if bar.get("fill") == "none"]
    filled = [float(bar.get("width", "0")) for bar in rows if bar.get("fill") != "none"]
    assert len(hollow) == 2
    assert len(filled) == 4
    assert hollow[0] == pytest.approx(2 * filled[0], abs=0.2)
    assert {"expected", "yours", "probability", "0.5", "0.25", "0"} <= set(texts(BARS))


def test_what_is_compared_can_have_names_of_its_own() -> None:
    named = changed(BARS, legend={"expected": "measured", "given": "your prediction"})
    assert {"measured", "your prediction"} <= set(texts(named))
    assert not {"expected", "yours"} & set(texts(named))


def test_of_too_many_bars_the_largest_are_drawn_and_the_rest_counted() -> None:
    labels = [format(index, "06b") for index in range(64)]
    given = [0.0] * 64
    given[63] = 1.0
    crowded = Picture("bars", {"labels": labels, "expected": [1 / 64] * 64, "given": given}, "many")
    assert "111111" in texts(crowded)
    assert any("48 more" in text for text in texts(crowded))


def test_bars_of_nothing_can_be_drawn() -> None:
    assert drawn(Picture("bars", {"labels": ["0"], "expected": [0], "given": [0]}, "nothing")) is not None
    assert drawn(Picture("bars", {"labels": [], "expected": [], "given": []}, "nothing")) is not None


def test_an_amplitude_is_a_hand_with_its_length_and_angle() -> None:
    hands = list(drawn(AMPLITUDES).iter(f"{SVG}line"))
    assert len(hands) == 4
    reach = [float(hand.get("x2", "0")) - float(hand.get("x1", "0")) for hand in hands]
    assert reach[0] == pytest.approx(18 * HALF, abs=0.1)
    assert reach[3] == pytest.approx(-18 * HALF, abs=0.1)
    assert {"0.707 ∠ 0°", "0.707 ∠ 180°", "0", "|00⟩"} <= set(texts(AMPLITUDES))


@pytest.mark.parametrize(
    ("amplitude", "told"),
    [((0, 1), "1 ∠ 90°"), ((0, -1), "1 ∠ −90°"), ((-1, -1e-9), "1 ∠ 180°"), ((0.6, 0.8), "1 ∠ 53°")],
)
def test_a_phase_is_written_in_degrees(amplitude: tuple[float, float], told: str) -> None:
    single = Picture("amplitudes", {"labels": ["0"], "expected": [amplitude], "given": [(0, 0)]}, "one")
    assert told in texts(single)


def contrast(colour: str, other: str) -> float:
    def luminance(hexadecimal: str) -> float:
        parts = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_stand_out_from_white_and_from_near_black() -> None:
    fixed = re.findall(r"var\(--[a-z-]+, (#[0-9a-f]{6})\)", svg(BARS))
    phases = [phase_colour(math.radians(degrees)) for degrees in range(-180, 181, 5)]
    for colour in {*fixed, *phases}:
        assert contrast(colour, "#ffffff") >= 3
        assert contrast(colour, "#111111") >= 3


def test_edges_of_feedback_stand_out_too() -> None:
    from gangway.feedback import Tone

    assert all(contrast(tone.colour, page) >= 3 for tone in Tone for page in ("#ffffff", "#111111"))


def test_phases_that_differ_have_hues_that_differ() -> None:
    assert len({phase_colour(math.radians(degrees)) for degrees in range(0, 360, 15)}) == 24
    assert phase_colour(math.pi) == phase_colour(-math.pi)


def test_an_interval_is_drawn_to_scale_with_what_came_out() -> None:
    wide = changed(INTERVAL, low=250, high=750, outcomes=[480, 512])
    bars = list(drawn(wide).iter(f"{SVG}rect"))[2:]
    widths = sorted(float(bar.get("width", "0")) for bar in bars)
    assert widths[1] == pytest.approx((WIDTH - 24) * 0.5, abs=0.2)
    assert widths[0] + 2 == pytest.approx((WIDTH - 24) * 0.062, abs=0.2)
    assert {"250 … 750", "469 … 531", "0", "1000", "ones", "▲ came out"} <= set(texts(wide))
    assert "500" in texts(INTERVAL)


def test_an_interval_beyond_the_axis_stays_on_the_paper() -> None:
    far = drawn(changed(INTERVAL, low=-5000, high=9000, outcomes=[20000]))
    for bar in far.iter(f"{SVG}rect"):
        assert 0 <= float(bar.get("x", "0")) <= WIDTH - float(bar.get("width", "0"))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(KeyError):
        svg(Picture("hologram", {}, "none"))
