"""The plain-data form of an answer: encode on the learner's side, decode strictly on the judge's.

An encoded answer is a dictionary of JSON's own types with a ``"kind"``. Nothing in it is code, and
nothing that arrives is believed: :func:`decode` checks every field, bounds every size, and raises
:class:`Malformed` with a finding that a learner can act on.
"""

from autograder.answers.decode import decode
from autograder.answers.encode import call, encode
from autograder.answers.fields import Malformed, NoAnswer
from autograder.answers.values import Counts, GateList, Operation, Outputs, QuadraticForm, Raised, Unanswered

__all__ = [
    "Counts",
    "GateList",
    "Malformed",
    "NoAnswer",
    "Operation",
    "Outputs",
    "QuadraticForm",
    "Raised",
    "Unanswered",
    "call",
    "decode",
    "encode",
]
