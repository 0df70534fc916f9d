"""What the warm parent loads and tries, in steps: between two of them a kernel can be forked already.

What is needed first is first. Nothing here may start a thread, since a fork is without it: so no Qiskit
transpilation, only what one loads. Nothing here may leave a setting behind that a fresh kernel would not
have: matplotlib draws without pyplot's state, and no widget is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

#: A step's name and what it does.
Step = tuple[str, Callable[[], object]]

_KERNEL = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "ipykernel.comm", "sqlite3")


def _import(*names: str) -> Callable[[], object]:
    return lambda: [import_module(name) for name in names]


def _sandboxs(name: str) -> Callable[[], object]:
    """What the grading sandbox rehearses under that name."""

    def rehearse() -> None:
        from autograder.sandbox.warm import rehearse

        rehearse([name])

    return rehearse


def _figures() -> None:
    import io

    from matplotlib.backends import backend_registry
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.subplots()
    axes.bar(["00", "11"], [0.5, 0.5], label="measured")
    axes.set_title(r"warm $|\psi\rangle$")
    axes.legend()
    FigureCanvasAgg(figure).print_png(io.BytesIO())
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    import_module("matplotlib.pyplot")
    backend_registry.list_all()  # or the first one chosen has all installed packages searched


def _transpiler() -> None:
    """The passes' modules, the gates' equivalences and the search for plugins: all of it but a circuit."""
    import_module("qiskit.transpiler.preset_passmanagers.builtin_plugins")
    import_module("qiskit.circuit.equivalence_library")
    from qiskit.transpiler.passes.synthesis import plugin as synthesis
    from qiskit.transpiler.preset_passmanagers.plugin import PassManagerStagePluginManager

    PassManagerStagePluginManager()
    synthesis.HighLevelSynthesisPluginManager()
    synthesis.UnitarySynthesisPluginManager()


#: All steps, in their order.
STEPS: tuple[Step, ...] = (
    ("ipykernel", _import(*_KERNEL)),
    ("numpy", _sandboxs("numpy")),
    ("scipy", _import("scipy.linalg", "scipy.sparse", "sympy")),
    ("numba", _import("numba")),
    ("braket", _sandboxs("braket")),
    ("gangway", _sandboxs("gangway")),
    ("matplotlib", _figures),
    ("widgets", _import("ipywidgets", "anywidget")),
    ("qiskit", _sandboxs("qiskit")),
    ("transpiler", _transpiler),
    ("braket.aws", _import("braket.aws")),
    ("aer", _import("qiskit_aer")),
    ("qiskit-braket-provider", _import("qiskit_braket_provider")),
)


def steps(names: Sequence[str]) -> Iterator[Step]:
    """The steps of those names, or all; a name that is no step's is a module's, which is imported."""
    known = dict(STEPS)
    for name in names or known:
        yield name, known.get(name) or _import(name)
