"""What a lesson says about itself: the ``gangway`` table of its text notebook's front matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.course import Lesson
from gangway.trouble import Trouble

Facts = Mapping[str, Any]

#: What a page can't be made without.
NEEDED = ("title", "promise")

#: Braket's names of its local simulators, in words.
SIMULATORS = {
    "braket_sv": "Braket's local state vector simulator",
    "braket_dm": "Braket's local density matrix simulator",
    "braket_ahs": "Braket's local simulator of analog programs",
}


def facts(lesson: Lesson) -> Facts:
    """What the lesson's text notebook says of it.

    Raises:
        Trouble: it says nothing, or has no title or promise.
    """
    from gangway.front import front_matter

    found = front_matter(lesson)
    if missing := [name for name in NEEDED if not found.get(name)]:
        raise Trouble(
            f"the 'gangway' table in the front matter of {lesson.source} has no {' and no '.join(missing)}: "
            "the site needs it"
        )
    return found


def minutes(of: Facts) -> tuple[int, int]:
    """The minutes of the lesson and of its exercises."""
    stated = of.get("minutes") or {}
    return int(stated.get("lesson", 0)), int(stated.get("exercises", 0))


def costs(of: Facts) -> list[str]:
    """What the lesson costs, an entry for each call that is paid for."""
    stated = of.get("cost", "$0")
    return [str(entry) for entry in stated] if isinstance(stated, list) else [str(stated)]


def devices(of: Facts) -> list[str]:
    """What the lesson runs on, in words."""
    return [SIMULATORS.get(str(name), str(name)) for name in of.get("devices") or []]
