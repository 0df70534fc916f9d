"""What the engine refuses, and what fails while it runs."""

from __future__ import annotations


class Rejected(ValueError):
    """The service refuses the program when the task is created; the message is for the person who sent it."""


class Failed(RuntimeError):
    """The task failed while it ran; the message becomes the task's failure reason."""
