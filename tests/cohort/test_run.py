"""Running submissions: what they hand out, and how they end."""

from __future__ import annotations

import pytest

from autograder.cohort import intake, judging, run
from autograder.cohort.run import CRASHED, FINISHED, OUT_OF_MEMORY, TIMED_OUT, Limits, NotIsolated, Ran
from autograder.findings import Outcome


def graded(fill, released, course_root, limits=None, **sources):
    taken = intake.clean(fill(**sources), released)
    ran = run.run(taken.notebook, course_root, limits or Limits(), unsafe=True)
    results = judging.judge_all(course_root, judging.gather(ran, released))
    return ran, {result.exercise.partition("/")[2]: result for result in results}


def test_nothing_runs_without_isolation_unless_it_is_accepted_by_name(fill, released, course_root):
    taken = intake.clean(fill(), released)
    with pytest.raises(NotIsolated, match="--unsafe"):
        run.run(taken.notebook, course_root)


FORGED = """
import os
from IPython.display import publish_display_data
answer = {"kind": "number", "value": 42}
kind = "application/vnd.gangway.answer+json"
publish_display_data({kind: {"exercise": "1-01/answer-to-all", "answer": answer}})
print(sorted(name for name in os.environ if "SECRET" in name), os.path.expanduser("~"), os.getcwd())
answer = 24
"""
HANGS = """
import time
def double(x):
    return 2 * x
while True:
    time.sleep(0.05)
"""


def test_answers_forged_elsewhere_do_not_count_and_an_endless_cell_is_stopped(
    fill, released, course_root, monkeypatch
):
    monkeypatch.setenv("MY_SECRET", "x")
    limits = Limits(cell_seconds=6)
    ran, results = graded(
        fill, released, course_root, limits, answer_to_all_answer=FORGED, doubling_answer=HANGS
    )
    assert results["answer-to-all"].outcome is Outcome.WRONG
    assert results["answer-to-all"].told[0].code == "reversed-digits"
    (printed,) = [output["text"] for output in ran.outputs("answer-to-all-answer") if "text" in output]
    assert printed.startswith("[]")
    assert "gangway-run-" in printed
    # the endless cell is interrupted; what it had defined before is still there for the check
    assert ran.state("doubling-answer") == TIMED_OUT
    assert results["doubling"].outcome is Outcome.PASSED


def test_a_kernel_that_dies_is_told_from_one_that_runs_out_of_memory(fill, released, course_root):
    ran, results = graded(
        fill,
        released,
        course_root,
        answer_to_all_answer="raise MemoryError",
        doubling_answer="import os\nos._exit(1)",
    )
    assert ran.state("answer-to-all-answer") == OUT_OF_MEMORY
    assert results["answer-to-all"].outcome is Outcome.OUT_OF_MEMORY
    assert ran.ended == CRASHED
    assert results["doubling"].outcome is Outcome.CRASHED
    assert "doubling-answer" in results["doubling"].text


def test_a_cell_that_swallows_the_interrupt_ends_the_run(fill, released, course_root):
    swallows = (
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"
    )
    limits = Limits(cell_seconds=1, total_seconds=8)
    ran, results = graded(fill, released, course_root, limits, answer_to_all_answer=swallows)
    assert ran.ended == TIMED_OUT
    assert {result.outcome for result in results.values()} == {Outcome.TIMED_OUT}


def ran_of(released, **cells) -> Ran:
    return Ran(
        {name.replace("_", "-"): {"ended": FINISHED, "outputs": outputs} for name, outputs in cells.items()}
    )


@pytest.mark.parametrize(
    "data",
    [None, 3, "text", [], {judging.ANSWER: 3}, {judging.ANSWER: {"exercise": "1-01/doubling", "answer": {}}}],
)
def test_outputs_of_any_shape_are_no_answer_and_no_error(released, course_root, data):
    ran = ran_of(released, answer_to_all_check=[{"output_type": "display_data", "data": data}])
    result = judging.judge_all(course_root, judging.gather(ran, released))[0]
    assert (result.outcome, result.score) == (Outcome.NO_ANSWER, 0.0)
    assert result.told[0].code == "nothing-handed-in"


@pytest.mark.parametrize(
    "answer", [None, [], {"kind": "exec"}, {"kind": "number", "value": float("inf")}, "x" * 9]
)
def test_malformed_answers_are_malformed_not_errors(released, course_root, answer):
    bundle = {judging.ANSWER: {"exercise": "1-01/answer-to-all", "answer": answer}}
    ran = ran_of(released, answer_to_all_check=[{"output_type": "display_data", "data": bundle}])
    result = judging.judge_all(course_root, judging.gather(ran, released))[0]
    assert result.outcome in (Outcome.MALFORMED, Outcome.NO_ANSWER)
    assert result.score == 0.0


def test_an_error_in_the_answer_is_named_with_its_cell(released, course_root):
    error = {
        "output_type": "error",
        "ename": "NameError",
        "evalue": "name 'x' is not defined",
        "traceback": [],
    }
    ran = ran_of(released, answer_to_all_answer=[error], answer_to_all_check=[error])
    result = judging.judge_all(course_root, judging.gather(ran, released))[0]
    assert result.told[0].code == "answer-cell-failed"
    assert "answer-to-all-answer" in result.text
    assert "name 'x' is not defined" in result.text


def test_a_check_that_fails_is_the_graders_fault_and_unscored(released, tmp_path):
    ran = ran_of(released)
    (result, *_) = judging.judge_all(tmp_path, judging.gather(ran, released))
    assert (result.outcome, result.score) == (Outcome.GRADER_FAULT, None)
    assert result.heading == "Grader's own fault: not scored yet"
