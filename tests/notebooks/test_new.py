"""A new lesson runs, is proved, and is told what it still lacks."""

import pytest

from autograder.attempts import Role, judged
from autograder.course import course
from gangway.notebooks.inspection import problems
from gangway.notebooks.new import new_lesson
from gangway.notebooks.pairs import pairs
from gangway.notebooks.sync import release_exercises, sync
from gangway.trouble import Trouble


def test_a_new_lesson_is_whole(tiny):
    paths = new_lesson(tiny, "2-03", "Coins, tossed")
    assert [path.relative_to(tiny.root).as_posix() for path in paths] == [
        "modules/2-use-cases/03-coins-tossed.md",
        "solutions/2-03-coins-tossed/2-03-coins-tossed.md",
        "solutions/2-03-coins-tossed/checks.py",
        "solutions/2-03-coins-tossed/attempts.py",
    ]
    made = course(tiny.root)
    for attempt in made.lessons["2-03"].attempts:
        verdict = judged(made.exercise(f"2-03/{attempt.exercise}"), attempt)
        assert verdict.passed or attempt.role in (Role.PLACEHOLDER, Role.WRONG)
        assert attempt.finds is None or verdict.codes[0] == attempt.finds, attempt.name
    own = [pair for pair in pairs(made) if pair.lesson and pair.lesson.id == "2-03"]
    for pair in own:
        sync(pair, made.root)
        release_exercises(pair, made)
    lacking = [problem.what for problem in problems(made, own)]
    assert lacking == [
        "3 exercises are inside the lesson (graded=False)",
        "1 exercises are in the assignment (graded=True)",
    ]


@pytest.mark.parametrize(("lesson", "title"), [("4-01", "x"), ("1-1", "x"), ("1-02", "양자")])
def test_an_impossible_name_is_told(tiny, lesson, title):
    with pytest.raises(Trouble, match=r"an id such as 1-02 and a title with letters"):
        new_lesson(tiny, lesson, title)


def test_nothing_is_overwritten(tiny):
    with pytest.raises(Trouble, match=r"lesson 1-01 exists"):
        new_lesson(tiny, "1-01", "Again")
    (tiny.root / "solutions" / "1-02-again").mkdir()
    (tiny.root / "solutions" / "1-02-again" / "checks.py").write_text("mine")
    with pytest.raises(Trouble, match=r"is there already"):
        new_lesson(tiny, "1-02", "Again")
    assert (tiny.root / "solutions" / "1-02-again" / "checks.py").read_text() == "mine"
