"""What a learner hears from check(), hint(), predict() and given(), alone and in a graded run."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import gangway.progress  # a submodule must not take the place of the function of its name
from gangway import check, given, hint, predict, progress
from gangway.feedback import Feedback
from gangway.modes import ANSWER_TYPE, NotPassed
from gangway.patience import Patience
from gangway.progress import store

pytestmark = pytest.mark.usefixtures("course_root")


def told(feedback: object) -> Feedback:
    """The feedback, which has to be one in both forms."""
    assert isinstance(feedback, Feedback)
    bundle = feedback._repr_mimebundle_()
    assert bundle["text/plain"] == repr(feedback)
    assert bundle["text/html"].startswith("<div")
    assert "Traceback" not in repr(feedback)
    return feedback


def test_the_public_functions_are_no_modules() -> None:
    assert gangway.check is check
    assert gangway.progress is progress
    assert callable(check)
    assert callable(progress)


def test_a_right_answer_is_told_with_its_points_and_remarks() -> None:
    feedback = told(check("1-01/half", 0.5))
    assert feedback.passed
    assert feedback.score == 2
    assert feedback.text().splitlines()[0] == "✓ Right. Points: 2 of 2."
    assert "Neatly done." in feedback.text()
    assert "hint(" not in feedback.text()


def test_a_wrong_answer_is_told_in_lines_with_a_picture_and_at_most_two_findings() -> None:
    feedback = told(check("1-01/half", -3))
    assert not feedback.passed
    assert [point.lines for point in feedback.points] == [
        ("You gave -3.", "Asked was a positive one.", "Look at the sign."),
        ("Nearly: -3.",),
    ]
    assert "third thing" not in feedback.text()
    assert "[Picture: Zero only, not half.]" in feedback.text()
    html = feedback.html()
    assert 'role="status"' in html
    assert '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Zero only, not half."' in html
    assert "<summary>The picture in words</summary>Zero only, not half." in html


def test_a_partly_right_answer_keeps_its_share() -> None:
    feedback = told(check("1-01/half", 0.4))
    assert not feedback.passed
    assert feedback.score == 1
    assert "◐ Partly right. Points: 1 of 2." in feedback.text()


def test_an_outcome_shows_in_words_and_by_a_sign() -> None:
    heads = {check("1-01/half", answer).text().splitlines()[0] for answer in (0.5, 0.4, -1, None)}
    assert len({head[0] for head in heads}) == 4
    assert len({head[2:] for head in heads}) == 4


def test_feedback_of_the_same_answer_is_the_same() -> None:
    assert check("1-01/half", -3).html() == check("1-01/half", -3).html()


@pytest.mark.parametrize(
    ("exercise", "answer", "says"),
    [
        ("1-01/half", None, "no answer here yet"),
        ("1-01/half", ..., "no answer here yet"),
        ("1-01/half", float("nan"), "nan, which is not a finite number"),
        ("1-01/half", "0.5", "This is text."),
        ("1-01/half", object(), "object"),
        ("1-01/half", len, "the function len itself"),
        ("1-01/circuit", dict, "the class dict itself"),
        ("1-01/double", 4, "expects a function"),
    ],
)
def test_an_answer_that_can_not_be_judged_is_met_with_what_came_and_what_is_expected(
    exercise: str, answer: object, says: str
) -> None:
    feedback = told(check(exercise, answer))
    assert not feedback.passed
    assert says in feedback.text()


@pytest.mark.parametrize(
    ("exercise", "suggested"),
    [
        ("1-01/hafl", "1-01/half"),
        ("half", "1-01/half"),
        ("1-1/plain", "1-01/plain"),
        ("1-01 half", "1-01/half"),
    ],
)
@pytest.mark.parametrize("function", [check, hint, predict])
def test_an_unknown_id_is_met_with_the_nearest(function: object, exercise: str, suggested: str) -> None:
    feedback = told(function(exercise) if function is hint else function(exercise, 1))
    assert f"Did you mean {suggested!r}?" in feedback.text()


def test_an_id_like_no_other_is_met_with_a_few_of_all() -> None:
    assert "Known: 1-01/half, 1-01/plain" in told(check("?", 1)).text()
    assert "in all)." in told(check("?", 1)).text()


def test_an_id_that_is_none_is_told_what_comes_first() -> None:
    assert "id comes first" in told(check(0.5, "1-01/half")).text()


def test_a_fault_of_the_check_is_not_taken_for_the_learners(capfd: pytest.CaptureFixture[str]) -> None:
    feedback = told(check("1-01/broken", 1))
    assert "through no fault of yours" in feedback.text()
    assert capfd.readouterr().err == ""


def test_a_function_that_raises_is_no_fault_of_the_check() -> None:
    def doubles_badly(n: int) -> float:
        return 1 / 0

    assert "no fault of yours" not in told(check("1-01/double", doubles_badly)).text()
    assert told(check("1-01/double", lambda n: 2 * n)).passed


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no timer of CPU time")
def test_a_function_without_an_end_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def loops(n: int) -> int:
        while n:
            pass
        return n

    monkeypatch.setattr(sys.modules["gangway.check"], "Patience", lambda: Patience(0.2))
    before = signal.getsignal(signal.SIGPROF)
    feedback = told(check("1-01/double", loops))
    assert "did not come back in time" in feedback.text()
    assert feedback.verdict.codes == ("function-timed-out",)
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_a_course_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GANGWAY_COURSE", str(tmp_path / "nowhere"))
    assert "GANGWAY_COURSE" in told(check("1-01/half", 1)).text()


def test_a_lesson_that_can_not_be_loaded_is_told(course_root: Path) -> None:
    (course_root / "solutions" / "1-01-first" / "checks.py").write_text("1 / 0\n")
    assert "no fault of yours (ZeroDivisionError)" in told(check("1-01/half", 1)).text()


def test_everything_in_an_answer_is_escaped() -> None:
    for feedback in (
        check("1-01/which", "<script>alert(1)</script>"),
        check("<img src=x onerror=alert(1)>", 1),
        predict("1-01/counts", {"<b>": 1.0}),
    ):
        html = told(feedback).html()
        assert not {"<script", "<img", "<b>"} & set(html.replace(">", "> ").split())
        assert "&lt;" in html


def test_a_dollar_sign_is_no_formula() -> None:
    assert "<span>$</span>8" in Feedback("From $8 to $9").html()
    assert "$8 to $9" in Feedback("From $8 to $9").text()


def test_hints_come_one_by_one_and_are_offered_only_while_there_are_some() -> None:
    offers = []
    for step in (1, 2, 3):
        offers.append(check("1-01/half", -1).notes)
        assert f"Hint {step} of 3" in told(hint("1-01/half")).text()
    assert [offer[0].count("hint(") for offer in offers] == [1, 1, 1]
    assert check("1-01/half", -1).notes == ()
    every = told(hint("1-01/half")).text()
    assert all(text in every for text in ("What is asked?", "Look at the units.", "square of the amplitude"))
    assert "Hint 1 of 3" in hint("1-01/plain").text()


def test_an_attempt_is_kept_with_what_was_found() -> None:
    check(" 1-01/half ", -1)
    (event,) = store().events()
    assert (event.what, event.exercise, event.outcome, event.points) == ("attempt", "1-01/half", "wrong", 2.0)
    assert event.detail == {"codes": ["sign", "near", "extra"]}


def test_an_answer_is_checked_where_progress_can_not_be_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GANGWAY_DATA", str(tmp_path / "file"))
    feedback = told(check("1-01/half", 0.5))
    assert feedback.passed
    assert "Progress isn't kept" in feedback.text()
    hint("1-01/half")
    assert "Hint 2 of 3" in hint("1-01/half").text()
    predict("1-01/counts", {"1": 1})
    assert "only ones" in check("1-01/counts", {"0": 50, "1": 50}).text()


def test_a_read_only_disk_leaves_what_is_kept_readable(data_folder: Path) -> None:
    predict("1-01/counts", {"1": 1})
    store().path.chmod(0o444)
    data_folder.chmod(0o555)
    try:
        feedback = check("1-01/counts", {"0": 50, "1": 50})
    finally:
        data_folder.chmod(0o755)
    assert "only ones" in told(feedback).text()
    assert ("isn't kept" in feedback.text()) == (os.geteuid() != 0)


def test_a_damaged_progress_file_is_told_once(data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / "progress.sqlite").write_bytes(b"broken")
    assert "damaged" in told(check("1-01/half", 0.5)).text()
    assert "damaged" not in check("1-01/half", 0.5).text()


def test_a_prediction_is_recorded_and_reveals_nothing() -> None:
    feedback = told(predict("1-01/counts", {"1": 1.0}))
    assert "Recorded" in feedback.text()
    assert "only ones" not in feedback.text()
    assert feedback.points == ()
    (event,) = store().events()
    assert event.what == "prediction"
    assert event.detail["late"] is False


def test_a_reveal_shows_both_and_names_the_misconception() -> None:
    predict("1-01/counts", {"0": 1.0})
    predict("1-01/counts", {"1": 1.0})
    feedback = told(check("1-01/counts", {"0": 50, "1": 50}))
    assert feedback.passed
    assert feedback.score == 1
    assert "You expected only ones." in feedback.text()
    assert feedback.html().count("<svg") == 1
    assert store().standings()["1-01/counts"].passed


def test_a_prediction_of_another_kernel_counts() -> None:
    program = "from gangway import predict; print(predict('1-01/ones', (45, 55)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Recorded" in done.stdout
    assert "inside your interval" in check("1-01/ones", 50).text()


def test_a_reveal_without_a_prediction_asks_for_one() -> None:
    feedback = told(check("1-01/counts", {"0": 50, "1": 50}))
    assert not feedback.passed
    assert 'predict("1-01/counts", …)' in feedback.text()


def test_a_prediction_after_the_reveal_is_kept_but_marked_and_never_the_one_compared() -> None:
    predict("1-01/counts", {"1": 1.0})
    check("1-01/counts", {"0": 50, "1": 50})
    assert "after the result" in told(predict("1-01/counts", {"0": 0.5, "1": 0.5})).text()
    assert [event.detail["late"] for event in store().events(what="prediction")] == [False, True]
    assert "You expected only ones." in check("1-01/counts", {"0": 50, "1": 50}).text()


def test_only_a_late_prediction_is_compared_and_said_to_be_late() -> None:
    check("1-01/counts", {"0": 50, "1": 50})
    predict("1-01/counts", {"1": 1.0})
    assert "after the result had been shown" in check("1-01/counts", {"0": 50, "1": 50}).text()


@pytest.mark.parametrize("answer", [None, {}, {"0": ..., "1": ...}, {"0": 1.0, "1": ...}])
def test_an_untouched_prediction_is_not_recorded_and_asked_for(answer: object) -> None:
    feedback = told(predict("1-01/counts", answer))
    assert "Nothing predicted yet." in feedback.text()
    assert store().events() == []


@pytest.mark.parametrize(
    "answer", [{"0": 0.5}, {"00": 1}, {"0": -1, "1": 2}, "heads", 0.5, {"0": float("nan")}]
)
def test_a_malformed_prediction_is_not_recorded_and_told_why(answer: object) -> None:
    feedback = told(predict("1-01/counts", answer))
    assert "Not recorded" in feedback.text()
    assert feedback.points
    assert store().events() == []


def test_what_came_out_can_be_malformed_too() -> None:
    predict("1-01/counts", {"1": 1})
    feedback = told(check("1-01/counts", "nonsense"))
    assert not feedback.passed
    assert "can't be checked yet" in feedback.text()


def test_there_is_nothing_to_predict_elsewhere() -> None:
    assert "nothing to predict" in told(predict("1-01/half", 1)).text()


def test_given_gives_the_same_numbers_each_time() -> None:
    assert given("1-01/drawn") == given("1-01/drawn") != {}
    assert given("1-01/half") == {}
    assert told(check("1-01/drawn", given("1-01/drawn")["n"])).passed


def test_given_of_an_unknown_id_is_one_sentence() -> None:
    with pytest.raises(NotPassed, match="Did you mean"):
        given("1-01/drawm")


def in_ipython(cell: str, **environment: str) -> str:
    """What a cell shows when a real kernel's shell runs it: outputs and errors, one JSON object."""
    program = (
        "import json, sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "from IPython.utils.capture import capture_output\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_cell('from gangway import check, predict')\n"
        "with capture_output() as captured:\n"
        "    result = shell.run_cell(sys.argv[1])\n"
        "shown = [output.data for output in captured.outputs]\n"
        "print(json.dumps({'out': captured.stdout, 'shown': shown, 'returned': repr(result.result),"
        " 'raised': type(result.error_in_exec).__name__}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, cell],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | environment,
    )
    return done.stdout + done.stderr


def test_a_graded_run_emits_the_answer_and_judges_nothing() -> None:
    shown = in_ipython("feedback = check('1-01/half', -3)\nfeedback", GANGWAY_ANSWERS="emit")
    assert (
        f'"{ANSWER_TYPE}": {{"exercise": "1-01/half", "answer": {{"kind": "number", "value": -3}}}}' in shown
    )
    assert "Recorded" in shown
    assert "Look at the sign" not in shown
    assert store().events() == []


def test_a_graded_run_calls_a_function_on_the_exercises_inputs() -> None:
    shown = in_ipython("check('1-01/double', lambda n: 2 * n)", GANGWAY_ANSWERS="emit")
    assert '"kind": "outputs"' in shown
    assert '"value": 4' in shown


def test_a_prediction_in_a_graded_run_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGWAY_ANSWERS", "emit")
    assert "Recorded" in told(predict("1-01/counts", {"1": 1})).text()
    assert store().events() == []


def test_nbgrader_reads_the_score_from_what_happens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("1-01/half", 0.5) is None
    assert "Right" in capsys.readouterr().out
    assert check("1-01/half", 0.4) == 1.0
    assert "Partly right" in capsys.readouterr().out
    for wrong in (-1, None, "text"):
        with pytest.raises(NotPassed):
            check("1-01/half", wrong)
    with pytest.raises(NotPassed, match="Did you mean"):
        check("1-01/hafl", 1)
    assert store().events() == []


def test_under_nbgrader_a_wrong_answer_is_its_message_alone() -> None:
    shown = in_ipython("check('1-01/half', -3)", NBGRADER_EXECUTION="autograde")
    assert "Asked was a positive one." in shown
    assert "NotPassed" in shown
    assert "Traceback" not in shown
    assert "gangway/check.py" not in shown


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'scipy', 'braket', 'qiskit', 'IPython', 'matplotlib', 'sqlalchemy', 'yaml'}"
    program = f"import sys, gangway; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_a_first_check_waits_for_no_library_that_it_does_not_need() -> None:
    heavy = "{'scipy.stats', 'braket', 'qiskit', 'IPython', 'matplotlib', 'sqlalchemy'}"
    then = f"check('1-01/half', -1).html(); print({heavy} & set(sys.modules))"
    program = f"import sys; from gangway import check; {then}"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "set()\n"
