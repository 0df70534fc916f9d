"""How much there is: lessons, exercises, attempts, hints and findings, for each module and in all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograder.attempts import Role
from autograder.course import Course, Lesson


def stats(course: Course) -> dict[str, Any]:
    """``{"modules": {"1": figures, …}, "total": figures}``.

    The figures are the numbers of lessons, exercises, attempts by role, hints, and findings: the pairs of
    an exercise and a finding code that an attempt proves.
    """
    modules: dict[str, list[Lesson]] = {}
    for lesson in course.lessons.values():
        modules.setdefault(lesson.module, []).append(lesson)
    return {
        "modules": {module: figures(lessons) for module, lessons in sorted(modules.items())},
        "total": figures(course.lessons.values()),
    }


def figures(lessons: Iterable[Lesson]) -> dict[str, Any]:
    """The figures of some lessons together."""
    lessons = list(lessons)
    exercises = [exercise for lesson in lessons for exercise in lesson.exercises.values()]
    attempts = [attempt for lesson in lessons for attempt in lesson.attempts]
    proved = {
        (lesson.id, one.exercise, one.finds) for lesson in lessons for one in lesson.attempts if one.finds
    }
    return {
        "lessons": len(lessons),
        "exercises": len(exercises),
        "attempts": {role.value: sum(attempt.role is role for attempt in attempts) for role in Role},
        "hints": sum(len(exercise.hints) for exercise in exercises),
        "findings": len(proved),
    }
