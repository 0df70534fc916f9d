"""The concept test: two forms of equal design, drawn at random and kept; the gain between them."""

import json
import re
from collections import Counter

import pytest
from typer.testing import CliRunner

from autograder.concepts import FORMS, LEFT_OPEN, RIGHT, ItemsDontFit, concept_test
from autograder.course import course as the_course
from gangway import concepts, gains
from gangway.commands.progress import app
from gangway.progress import Store, store
from gangway.trouble import Trouble

TEST = concept_test(the_course().root, 1)
TWELVE = range(1, 13)


@pytest.fixture(autouse=True)
def own_progress(monkeypatch, tmp_path):
    """The course itself, and an empty progress folder."""
    monkeypatch.delenv("GANGWAY_COURSE", raising=False)
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "data"))


def sat(sitting, wrong=()):
    """Letters that are right but for the numbers in ``wrong``, which get the first wrong letter."""
    return {
        number: next(letter for letter, code in item.codes.items() if (code == RIGHT) != (number in wrong))
        for number, item in enumerate(sitting.items, start=1)
    }


# --- the items --------------------------------------------------------------------------------------------


def test_both_forms_ask_the_same_twelve_ideas_with_the_same_wrong_ones():
    first, second = (TEST.form(name) for name in FORMS)
    assert len(first) == len(second) == 12
    for one, other in zip(first, second, strict=True):
        assert one.concept == other.concept
        assert Counter(one.codes.values()) == Counter(other.codes.values())
        assert one.asks != other.asks, "the same question twice would measure memory"
    assert len({item.concept for item in first}) == 12


@pytest.mark.parametrize("name", FORMS)
def test_the_right_letter_gives_nothing_away(name):
    items = TEST.form(name)
    letters = [item.right for item in items]
    assert max(Counter(letters).values()) <= 4
    assert all(len({*run}) > 1 for run in zip(letters, letters[1:], letters[2:], strict=False))
    longest = sum(max(item.options, key=lambda one: len(item.options[one])) == item.right for item in items)
    assert longest <= 6, "the longest option is right too often"


def test_every_wrong_idea_has_a_code_of_its_own_and_a_lesson_to_read():
    codes = [code for concept in TEST.concepts for code in concept.says]
    assert not [code for code, times in Counter(codes).items() if times > 1]
    known = the_course().lessons
    for concept in TEST.concepts:
        assert len(concept.says) == 3
        assert concept.lesson in known
        source = known[concept.lesson].source.read_text("utf-8")
        assert all(quoted in source for quoted in re.findall("“(.*?)[”,]", concept.where)), concept.where


def test_items_of_unequal_design_are_refused(tmp_path):
    place = tmp_path / "solutions" / "1-concepts.toml"
    place.parent.mkdir()
    text = (the_course().root / "solutions" / "1-concepts.toml").read_text("utf-8")
    one_sided = text.replace('same-order-left = "Both print 100."', 'another = "Both print 100."')
    assert one_sided != text
    place.write_text(one_sided, "utf-8")
    with pytest.raises(ItemsDontFit, match="form A of 'bit-order'"):
        concept_test(tmp_path, 1)
    place.write_text(text.replace('"plueger2026"]', '"nobody"]'), "utf-8")
    with pytest.raises(ItemsDontFit, match="nobody"):
        concept_test(tmp_path, 1)


# --- which form -------------------------------------------------------------------------------------------


def test_a_learner_keeps_the_form_and_gets_the_other_one_after():
    first = concepts.before(1, ready=True).form
    assert {concepts.before(1, ready=True).form for _ in range(8)} == {first}
    assert concepts.after("1", ready=True).form != first
    later = Store(store().path.parent)  # as another kernel opens it
    assert concepts.form_of("1", concepts.BEFORE, later, draw=lambda forms: "neither") == first


def test_two_kernels_that_begin_at_once_agree(tmp_path):
    one, other = Store(tmp_path), Store(tmp_path)

    def meanwhile(forms):
        concepts.form_of("1", concepts.BEFORE, other, draw=lambda forms: "A")
        return "B"

    assert concepts.form_of("1", concepts.BEFORE, one, draw=meanwhile) == "A"
    assert concepts.form_of("1", concepts.AFTER, other) == "B"


def test_over_many_learners_either_form_comes_first_about_as_often(tmp_path):
    forms = Counter(
        concepts.form_of("1", concepts.BEFORE, Store(tmp_path / str(number))) for number in range(80)
    )
    assert forms.keys() == set(FORMS)
    # a fair coin misses this in fewer than one run in a million
    assert abs(forms["A"] - 40) <= 25, forms


# --- sitting it -------------------------------------------------------------------------------------------


def test_nothing_is_drawn_or_asked_until_the_learner_is_ready():
    feedback = concepts.before(1)
    assert "ready=True" in feedback.text()
    assert feedback.hand_in({}) is feedback
    assert not store().events()
    assert "no concept test" in concepts.before(3, ready=True).text()


def test_the_questions_are_shown_without_their_codes():
    sitting = concepts.before(1, ready=True)
    bundle = sitting._repr_mimebundle_()
    for item in sitting.items:
        assert item.asks in bundle["text/plain"]
        assert all(option in bundle["text/plain"] for option in item.options.values())
    assert not any(code in bundle["text/html"] for concept in TEST.concepts for code in concept.says)
    assert bundle["text/html"].count("<li") == 48


def test_before_the_module_right_and_wrong_answers_hear_the_same():
    sitting = concepts.before(1, ready=True)
    right = sitting.hand_in(sat(sitting)).text()
    store().erase()
    sitting = concepts.before(1, ready=True)
    assert sitting.hand_in(sat(sitting, wrong=TWELVE)).text() == right
    assert not any(said in right for concept in TEST.concepts for said in concept.says.values())


def test_after_the_module_each_wrong_answer_is_named_with_its_lesson():
    sitting = concepts.after(1, ready=True)
    letters = sat(sitting, wrong={4}) | {9: "?"}
    told = sitting.hand_in(letters)
    assert told.heading == "Recorded. 10 of 12 right."
    assert len(told.points) == 2
    code = sitting.items[3].codes[letters[4]]
    assert TEST.concepts[3].says[code] in told.points[0].lines[0]
    assert "lesson 1-02" in told.points[0].lines[1]
    assert "left it open" in told.points[1].lines[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({3: ...}, "No answer yet to 3."),
        ({3: ""}, "No answer yet to 3."),
        ({3: "x"}, "Question 3"),
        ({3: 2}, "Question 3: write one of the letters a, b, c, d"),
        ({13: "a"}, "1 to 12"),
    ],
)
def test_what_is_no_answer_is_not_recorded(change, told):
    sitting = concepts.before(1, ready=True)
    feedback = sitting.hand_in(sat(sitting) | change)
    assert told in feedback.text()
    assert not store().events(what=concepts.SAT)


def test_a_list_in_place_of_the_dictionary():
    assert "1 to 12" in concepts.before(1, ready=True).hand_in(["a"] * 12).text()


def test_answers_are_kept_apart_from_the_exercises():
    from gangway.front import progress

    before = progress().text()
    sitting = concepts.before(1, ready=True)
    sitting.hand_in(sat(sitting))
    assert progress().text() == before


# --- the gain ---------------------------------------------------------------------------------------------


def sit_both(wrong_before, wrong_after):
    first, second = concepts.before(1, ready=True), concepts.after(1, ready=True)
    first.hand_in(sat(first, wrong=wrong_before))
    second.hand_in(sat(second, wrong=wrong_after))


def test_the_gain_is_what_was_gained():
    sit_both(wrong_before={1, 2, 3, 4, 5, 6, 7, 8}, wrong_after={1, 12})
    gained = gains.gain(1)
    assert [row.before for row in gained.rows] == [0] * 8 + [1] * 4
    assert [row.after for row in gained.rows] == [0] + [1] * 10 + [0]
    assert gained.shares == pytest.approx((4 / 12, 10 / 12))
    assert gained.normalised == pytest.approx(6 / 8)
    assert "4 of 12 right before the module and 10 after" in gained.text()
    assert "75%" in gained.text()


def test_the_first_answers_count():
    sit_both(wrong_before={1, 2}, wrong_after={2})
    sit_both(wrong_before=(), wrong_after=TWELVE)
    assert gains.gain(1).shares == pytest.approx((10 / 12, 11 / 12))


def test_questions_before_that_come_after_those_after_are_no_beginning():
    second = concepts.after(1, ready=True)
    second.hand_in(sat(second))
    first = concepts.before(1, ready=True)
    first.hand_in(sat(first, wrong=TWELVE))
    assert not gains.gain(1).complete
    assert "before the module is missing" in gains.gain(1).text()


def test_without_both_sittings_there_is_no_gain():
    assert "No answers yet" in gains.gain(1).text()
    first = concepts.before(1, ready=True)
    first.hand_in(sat(first))
    assert "after the module is missing" in gains.gain(1).text()
    assert "image/png" not in gains.gain(1)._repr_mimebundle_()[0]


def test_nothing_left_to_gain():
    sit_both(wrong_before=(), wrong_after={1})
    assert gains.gain(1).normalised is None
    assert "left to gain" not in gains.gain(1).text()


def test_the_picture_says_in_words_what_it_shows():
    sit_both(wrong_before={1}, wrong_after={2})
    data, metadata = gains.gain(1)._repr_mimebundle_()
    alt = metadata["image/png"]["alt"]
    assert "CNOT doesn't copy: ✗ before, ✓ after" in alt
    assert "Bit order: ✓ before, ✗ after" in alt
    assert data["image/png"].startswith("iVBOR")


def exported(path, sittings):
    events = [
        {"exercise": "1/concepts", "what": "sitting", "detail": {"when": when, "found": found}}
        for when, found in sittings
    ]
    path.write_text(json.dumps({"events": events}), "utf-8")
    return path


def answers(right, wrong_code=LEFT_OPEN):
    """The first ``right`` ideas right, the others as the code says."""
    names = [concept.name for concept in TEST.concepts]
    return {name: RIGHT if place < right else wrong_code for place, name in enumerate(names)}


def test_a_class_is_averaged_over_those_who_sat_twice(tmp_path):
    last = next(iter(TEST.concepts[-1].says))
    files = [
        exported(tmp_path / "1.json", [("before", answers(2)), ("after", answers(11, last))]),
        exported(tmp_path / "2.json", [("before", answers(4)), ("after", answers(11, last))]),
        exported(tmp_path / "3.json", [("before", answers(6)), ("after", answers(12))]),
        exported(tmp_path / "4.json", [("before", answers(0))]),
        exported(tmp_path / "5.json", []),
    ]
    gained = gains.gain_of(1, files)
    assert len(gained.pairs) == 4
    assert len(gained.complete) == 3
    assert gained.shares == pytest.approx((12 / 36, 34 / 36))
    assert gained.normalised == pytest.approx(22 / 24)
    assert gained.rows[-1].commonest == f"{last} (2 of 3)"
    told = gained.text()
    assert "3 learners had on average 4 of 12" in told
    assert "(1 more sat only once and is left out.)" in told
    low, high = gained.figure().axes[0].get_xlim()
    assert (low, high) == (-0.05, 1.05)


def test_the_command_line(tmp_path):
    run = CliRunner().invoke
    sit_both(wrong_before=TWELVE, wrong_after=())
    assert "0 of 12 right before the module and 12 after" in run(app, ["gain"]).output
    file, picture = tmp_path / "mine.json", tmp_path / "gain.png"
    assert run(app, ["export", str(file)]).exit_code == 0
    told = run(app, ["gain", str(file), "--picture", str(picture)])
    assert told.exit_code == 0, told.output
    assert "1 learner had on average 0 of 12" in told.output
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("content", ["no json", "[]", '{"events": [1]}', None])
def test_files_that_are_no_export_are_named(tmp_path, content):
    path = tmp_path / "some.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(Trouble, match=re.escape(str(path))):
        gains.gain_of(1, [path])


def test_a_progress_file_that_cannot_be_written_loses_no_answer(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "file"))
    sitting = concepts.before(1, ready=True)
    assert concepts.before(1, ready=True).form == sitting.form
    told = sitting.hand_in(sat(sitting))
    assert "Progress isn't kept" in told.text()


def test_pages_ask_before_and_after_and_show_no_question():
    root = the_course().root / "modules"
    for when in ("before", "after"):
        notebook = json.loads((root / f"{when}-module-1.ipynb").read_text("utf-8"))
        sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert f"{when}(1, ready=...)" in sources[0]
        assert all(f"{number}: ..." in sources[1] for number in TWELVE)
        written = json.dumps(notebook, ensure_ascii=False)
        assert not any(item.asks in written for name in FORMS for item in TEST.form(name))
