"""``gangway notebooks check`` on the course: in step, executed, released, and within the contract."""

from autograder.course import course
from gangway.notebooks.inspection import leftovers, problems
from gangway.notebooks.pairs import pairs


def test_nothing_keeps_the_course_from_being_published():
    here = course()
    found = [*problems(here, pairs(here)), *leftovers(here)]
    assert not found, "\n".join(problem.line(here.root) for problem in found)
