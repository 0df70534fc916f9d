"""Run learners' code where it can reach nothing: no files, no network, no other process, within limits.

:class:`Sandbox` runs clean notebooks; :func:`probe` says which modes of isolation work on this machine. It
fails closed: where none works, :class:`NotIsolated` says why.
"""

from autograder.sandbox.box import WARM, Sandbox, SandboxFailed, choose, probe
from autograder.sandbox.modes import Finding, Mode, advice
from autograder.sandbox.ran import Limits, NotIsolated, Ran

__all__ = [
    "WARM",
    "Finding",
    "Limits",
    "Mode",
    "NotIsolated",
    "Ran",
    "Sandbox",
    "SandboxFailed",
    "advice",
    "choose",
    "probe",
]
