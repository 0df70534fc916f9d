"""The catalogue of messages and the code that uses it stay in step."""

import ast
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import autograder
from autograder.answers.fields import CODE
from autograder.messages import PARTS, catalogue

ROOT = Path(autograder.__file__).parent
CALLS = {"Finding", "Malformed", "NoAnswer", "Unreadable", "Slip"}


@cache
def sources():
    return [ast.parse(path.read_text("utf-8")) for path in sorted(ROOT.rglob("*.py"))]


def constants(node):
    """The texts that an expression may evaluate to."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def reported():
    """Every code that stands in the call that reports it."""
    calls = [
        node for tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args
    ]
    return {
        code for call in calls if getattr(call.func, "id", None) in CALLS for code in constants(call.args[0])
    }


@cache
def mentioned():
    """Every text that stands anywhere in the grader."""
    texts = (node.value for tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {text for text in texts if isinstance(text, str)}


def test_every_reported_code_has_a_message():
    assert reported() - catalogue().keys() == set()


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_each_message_is_used_and_well_formed(code):
    template = catalogue()[code]
    assert CODE.fullmatch(code)
    assert template.get("does")
    assert not set(template) - set(PARTS)
    assert code in mentioned()
    for sentence in template.values():
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
