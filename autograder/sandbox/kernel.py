"""A Jupyter kernel whose cells run in a jail: messages are answered out here, code runs in there.

:class:`autograder.sandbox.provisioner.JailProvisioner` starts it and hands it two descriptors. A learner's
code never meets Jupyter's sockets or their key. A cell that consists of a ``check()`` is judged out here, in
a process that never ran the code: what the cell shows is the judge's word, in the form that nbgrader takes
a score from. Everything else is shown as it comes out.
"""

from __future__ import annotations

import json
import logging
import os
from typing import Any

from ipykernel.kernelbase import Kernel
from traitlets import Integer

from autograder.sandbox.messages import ANSWER, Output, Told
from autograder.sandbox.ran import OUT_OF_MEMORY, Limits

log = logging.getLogger(__name__)

_CELL = "cell"


class Gone(RuntimeError):
    """The process inside has ended."""


class JailKernel(Kernel):
    """Runs cells through a session of a sandbox."""

    implementation = "gangway-jail"
    implementation_version = "1"
    banner = "Python, in a jail"
    language_info = {  # noqa: RUF012 (ipykernel's own form)
        "name": "python",
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "pygments_lexer": "ipython3",
        "codemirror_mode": {"name": "ipython", "version": 3},
    }
    cells = Integer(-1, help="The descriptor that cells are written to.").tag(config=True)
    results = Integer(-1, help="The descriptor that messages are read from.").tag(config=True)

    async def do_execute(
        self, code: str, silent: bool, store_history: bool = True, *_: Any, **__: Any
    ) -> dict[str, Any]:
        """Run a cell in the jail and publish what comes out."""
        try:
            outputs = judged(code, self._run(code)) if code.strip() else []
        except Gone:
            # as a kernel dies: whoever started it is to notice
            os._exit(1)
        for output in () if silent else outputs:
            self._publish(output)
        errors = [output for output in outputs if output["output_type"] == "error"]
        count = {"execution_count": self.execution_count}
        if errors:
            return {"status": "error", **count, **_without_type(errors[-1])}
        return {"status": "ok", **count, "payload": [], "user_expressions": {}}

    def _run(self, code: str) -> list[Output]:
        told = Told({_CELL}, Limits())
        message = memoryview(json.dumps({"id": _CELL, "source": code}).encode() + b"\n")
        try:
            while message:
                message = message[os.write(self.cells, message) :]
        except BrokenPipeError:
            raise Gone from None
        while _CELL not in told.cells:
            data = os.read(self.results, 1 << 20)
            told.take(data)
            if not data or told.too_much or told.stopped:
                raise Gone
        outputs = told.cells[_CELL]["outputs"]
        return outputs if told.cells[_CELL]["ended"] != OUT_OF_MEMORY else [*outputs, *_memory(outputs)]

    def _publish(self, output: Output) -> None:
        content = _without_type(output)
        if output["output_type"] == "execute_result":
            content["execution_count"] = self.execution_count
        self.send_response(self.iopub_socket, output["output_type"], content)


def _without_type(output: Output) -> dict[str, Any]:
    return {key: value for key, value in output.items() if key != "output_type"}


def _memory(outputs: list[Output]) -> list[Output]:
    """The error of a cell that had no memory left to show one."""
    shown = any(output["output_type"] == "error" for output in outputs)
    return [] if shown else [_error("MemoryError", "The cell used more memory than there is.")]


def judged(source: str, outputs: list[Output]) -> list[Output]:
    """A check cell's outputs, replaced by the judge's word on the answer that it handed out."""
    from autograder.cohort.released import checked_exercise

    name = checked_exercise(source)
    if name is None:
        return outputs
    answers = [
        output["data"][ANSWER]["answer"]
        for output in outputs
        if isinstance(output.get("data", {}).get(ANSWER), dict)
        and output["data"][ANSWER].get("exercise") == name
        and "answer" in output["data"][ANSWER]
    ]
    errors = [output for output in outputs if output["output_type"] == "error"]
    if not answers:
        return errors or [_error("NotPassed", "Nothing was handed in.")]
    # the answer goes along: whoever grades a cohort judges it as what its learner was asked
    handed_out = {ANSWER: {"exercise": name, "answer": answers[-1]}}
    answer: Output = {"output_type": "display_data", "data": handed_out, "metadata": {}}
    try:
        return [answer, *_verdict(name, answers[-1])]
    except Exception:
        log.exception("the answer to %s could not be judged", name)
        fault = _error("GraderFault", "The check itself failed; a person has to look at this answer.")
        return [answer, fault]


def _verdict(name: str, data: object) -> list[Output]:
    """The judge's word, as nbgrader reads scores: an error is none, a number that many, anything else all."""
    from autograder.course import course
    from autograder.judge import judge
    from autograder.messages import sentences

    exercise = course().exercise(name)
    verdict = judge(exercise, data)
    told = [" ".join(sentences(finding, exercise.messages).values()) for finding in verdict.shown]
    heading = f"{verdict.outcome.capitalize()}: {verdict.score:g} of {verdict.points:g} points"
    text = "\n".join([heading, *told])
    if not verdict.score:
        return [_error("NotPassed", text)]
    shown: list[Output] = [{"output_type": "stream", "name": "stdout", "text": f"{text}\n"}]
    if verdict.score < verdict.points:
        data = {"text/plain": repr(float(verdict.score))}
        shown.append({"output_type": "execute_result", "data": data, "metadata": {}})
    return shown


def _error(name: str, text: str) -> Output:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": text.splitlines()}


def main() -> None:
    """Be the kernel until told to stop."""
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(kernel_class=JailKernel)


if __name__ == "__main__":
    main()
