"""The noise is what the figures say, and a blind variant is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chisquare

from gangway.cloud.engine.noise import Error, noisy, pauli_error
from gangway.cloud.engine.simulate import sample
from gangway.cloud.engine.steps import Step
from gangway.cloud.profiles.faults import UnknownVariant
from gangway.cloud.profiles.profile import profile
from gangway.cloud.profiles.variants import Variant, variant

PI = math.pi


def counts(machine: Variant, steps: list[Step], shots: int = 4000, seed: int = 1) -> np.ndarray:
    bits = sample(machine, steps, shots, seed)
    weights = 2 ** np.arange(bits.shape[1])[::-1]
    return np.bincount(bits @ weights, minlength=2 ** bits.shape[1])


def ends(*qubits: int) -> list[Step]:
    return [Step("measure", (qubit,), bit=bit) for bit, qubit in enumerate(qubits)]


def differs(machine: Variant, steps: list[Step], shots: int = 4000) -> float:
    """The p-value of a machine's counts under what the published machine does."""
    published = variant(machine.profile.slug)
    expected = counts(published, steps, 40 * shots, seed=2) + 0.5
    found = counts(machine, steps, shots, seed=3)
    return float(chisquare(found, expected * found.sum() / expected.sum()).pvalue)


@pytest.mark.parametrize("qubits", [1, 2])
def test_depolarising_has_the_average_fidelity_that_was_published(qubits):
    from qiskit.quantum_info import average_gate_fidelity
    from qiskit_aer.noise import depolarizing_error

    chance, dimension = pauli_error(0.98, qubits), 4**qubits
    channel = depolarizing_error(chance * dimension / (dimension - 1), qubits)

    assert average_gate_fidelity(channel.to_quantumchannel()) == pytest.approx(0.98)


def test_a_waiting_qubit_decays_by_the_gates_that_it_waits_for():
    machine = variant("garnet")
    steps = [Step("prx", (1,), (PI, 0.0)), *[Step("prx", (2,), (PI, 0.0))] * 50, *ends(1, 2)]

    waits = [found for found in noisy(machine, steps) if isinstance(found, Error) and found.kind == "relax"]

    assert [found.qubits for found in waits] == [(1,)]
    seconds, t1, t2 = waits[0].values
    assert seconds == pytest.approx(49 * machine.profile.one_qubit_gate_time)
    assert (t1, t2) == (machine.profile.qubits[1].t1, machine.profile.qubits[1].t2)


def test_decay_brings_a_waiting_qubit_to_its_ground_state():
    machine = variant("garnet")
    qubit = machine.profile.qubits[1]
    steps = [Step("prx", (1,), (PI, 0.0)), *[Step("prx", (2,), (PI, 0.0))] * 300, *ends(1)]
    seconds = 299 * machine.profile.one_qubit_gate_time

    excited = sample(machine, steps, 20_000, 5).mean()

    alive = math.exp(-seconds / qubit.t1)
    expected = alive * (1 - qubit.read_1_as_0) + (1 - alive) * qubit.read_0_as_1
    assert excited == pytest.approx(expected, abs=0.02)


def test_readout_errors_are_the_published_ones_in_both_directions():
    machine = variant("garnet")
    qubit = machine.profile.qubits[4]

    zero = sample(machine, ends(4), 40_000, 1).mean()
    one = sample(machine, [Step("prx", (4,), (PI, 0.0)), *ends(4)], 40_000, 1).mean()

    assert zero == pytest.approx(qubit.read_0_as_1, abs=0.003)
    assert 1 - one == pytest.approx(qubit.read_1_as_0, abs=0.01)
    assert qubit.read_1_as_0 > 3 * qubit.read_0_as_1  # this one is asymmetric


def test_blind_variants_are_seeded_and_leave_the_published_profile_alone():
    before = profile("garnet")

    assert variant("garnet", "blind-1") == variant("garnet", "blind-1")
    assert variant("garnet", "blind-1").faults != variant("garnet", "blind-2").faults
    assert variant("garnet", "blind-1").profile != before
    assert profile("garnet") == before
    assert variant("garnet").profile == before
    assert variant("garnet").faults == ()


@pytest.mark.parametrize("slug", ["garnet", "cepheus-1-108q", "forte-enterprise-1", "emerald", "ibex-q1"])
def test_every_blind_variant_has_the_five_kinds_of_fault_on_pairs_that_exist(slug):
    for number in range(1, 6):
        machine = variant(slug, f"blind-{number}")
        kinds = {fault.kind: fault for fault in machine.faults}

        assert list(kinds) == ["coupler", "drift", "overshoot", "readout", "crosstalk"]
        assert kinds["coupler"].qubits in machine.profile.pairs
        *pair, bystander = kinds["crosstalk"].qubits
        assert tuple(pair) in machine.profile.pairs
        assert bystander in machine.profile.neighbours(pair[0])


def test_there_is_no_variant_of_another_name():
    for name in ("blind-0", "blind", "best", "2001-01-01", "blind-1x"):
        with pytest.raises(UnknownVariant, match="blind-1"):
            variant("garnet", name)


def experiment(machine: Variant, kind: str) -> list[Step]:
    """A circuit that shows a fault."""
    fault = next(found for found in machine.faults if found.kind == kind)
    half, (a, *rest) = [Step("prx", (fault.qubits[0],), (PI / 2, 0.0))], fault.qubits
    if kind == "coupler":
        return [Step("prx", (rest[0],), (PI, 0.0)), *[Step("cz", (a, rest[0]))] * 6, *ends(a, rest[0])]
    if kind == "readout":
        return [*half, *half, *ends(a)]
    if kind == "overshoot":
        return [*half * 9, *ends(a)]
    if kind == "drift":
        other = machine.profile.neighbours(a)[0]
        return [*half, *half, *[Step("prx", (other,), (PI, 0.0))] * 150, *ends(a)]
    bystander = Step("prx", (rest[1],), (PI / 2, 0.0))
    return [bystander, *[Step("cz", (a, rest[0]))] * 6, bystander, *ends(rest[1])]


@pytest.mark.parametrize("kind", ["coupler", "drift", "overshoot", "readout", "crosstalk"])
def test_a_hidden_fault_is_found_by_measuring_and_not_in_the_figures(kind):
    machine = variant("garnet", "blind-1")

    assert differs(machine, experiment(machine, kind)) < 1e-6


def test_a_published_machine_does_what_its_figures_predict():
    machine = variant("garnet", "blind-1")
    same = variant("garnet", "published")

    assert differs(same, experiment(machine, "overshoot")) > 1e-3


def test_a_blind_bell_pair_differs_from_the_published_one():
    machine = variant("garnet", "blind-1")
    a, b = machine.faults[0].qubits
    bell = [
        Step("prx", (a,), (PI / 2, PI / 2)), Step("prx", (b,), (PI / 2, PI / 2)), Step("cz", (a, b)),
        Step("prx", (b,), (PI / 2, -PI / 2)), *ends(a, b),
    ]  # fmt: skip

    assert differs(machine, bell) < 1e-6


def test_another_days_calibration_is_a_variant_too():
    then = variant("garnet", "2025-07-06")

    assert then.profile.qubits[1] == profile("garnet", "2025-07-06").qubits[1]
    assert set(then.profile.pairs) == set(profile("garnet").pairs)
