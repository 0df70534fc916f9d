"""Answers to lesson 1-03 that must pass, and wrong ones that must be named."""

import math

import numpy as np
from braket.circuits import Circuit
from qiskit import QuantumCircuit

from autograder.attempts import alternative, placeholder, reference, wrong

# --- predictions ----------------------------------------------------------------------------------------


@placeholder("half-angle", "no-answer")
def no_half_angle(given):
    return {"0": ..., "1": ...}


@reference("half-angle")
def a_quarter(given):
    return {"0": 0.75, "1": 0.25}


@wrong("half-angle", "angle-not-halved")
def three_quarters(given):
    return {"0": 0.25, "1": 0.75}


@wrong("half-angle", "share-of-the-half-turn")
def a_third(given):
    return {"0": 2 / 3, "1": 1 / 3}


@wrong("half-angle", "amplitude-for-probability")
def a_half(given):
    return {"0": 0.5, "1": 0.5}


@wrong("half-angle", "nothing-turned")
def only_zeros(given):
    return {"0": 1}


@wrong("half-angle", "halved-twice")
def a_quarter_of_the_angle(given):
    return {"0": 0.933, "1": 0.067}


@placeholder("full-turn", "no-answer")
def no_full_turn(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("full-turn")
def always_one(given):
    return {"10": 1}


@wrong("full-turn", "full-turn-does-nothing")
def nothing_happens(given):
    return {"00": 1}


@wrong("full-turn", "control-unaffected")
def a_coin(given):
    return {"00": 50, "10": 50}


@wrong("full-turn", "target-turned-over")
def the_target_changes(given):
    return {"01": 0.5, "10": 0.5}


@wrong("full-turn", "everything-random")
def four_equal(given):
    return {"00": 0.25, "01": 0.25, "10": 0.25, "11": 0.25}


@wrong("full-turn", "both-turned-over")
def both_change(given):
    return {"11": 1}


@wrong("full-turn", "target-alone-turned-over")
def like_an_x(given):
    return {"01": 1}


# --- fringe: Parsons ------------------------------------------------------------------------------------


@placeholder("fringe", "no-answer")
def no_lines(given):
    return ...


@reference("fringe")
def split_turn_join(given):
    return "d f a e b"


@wrong("fringe", "degrees-in-a-line")
def sixty_radians(given):
    return "d c a e b"


@wrong("fringe", "counts-without-shots")
def counts_of_no_shots(given):
    return "d f a e g"


@wrong("fringe", "phase-after-the-last-h")
def phase_too_late(given):
    return "d a f e b"


@wrong("fringe", "run-too-early")
def run_before_the_last_h(given):
    return "d f e a b"


# --- who-shows: choice ----------------------------------------------------------------------------------


@placeholder("who-shows", "no-answer")
def no_letter(given):
    return ...


@reference("who-shows")
def inside_a_control(given):
    return "c"


@wrong("who-shows", "minus-of-the-whole")
def ann(given):
    return "a"


@wrong("who-shows", "rz-is-phaseshift")
def bora(given):
    return "b"


@wrong("who-shows", "phase-before-measuring")
def dana(given):
    return "d"


# --- h-from-rotations -----------------------------------------------------------------------------------


@placeholder("h-from-rotations", "relative-phases")
def half_done(given):
    return Circuit().ry(0, np.pi / 2)


@reference("h-from-rotations")
def z_then_y(given):
    return Circuit().rz(0, np.pi).ry(0, np.pi / 2)


@alternative("h-from-rotations")
def y_then_x(given):
    return Circuit().ry(0, np.pi / 2).rx(0, np.pi)


@alternative("h-from-rotations")
def z_x_z_in_qiskit(given):
    circuit = QuantumCircuit(1)
    circuit.rz(np.pi / 2, 0)
    circuit.rx(np.pi / 2, 0)
    circuit.rz(np.pi / 2, 0)
    return circuit


@alternative("h-from-rotations")
def y_minus_then_z(given):
    return Circuit().ry(0, -np.pi / 2).rz(0, np.pi)


@wrong("h-from-rotations", "reversed-order")
def y_then_z(given):
    return Circuit().ry(0, np.pi / 2).rz(0, np.pi)


@wrong("h-from-rotations", "degrees-for-radians")
def in_degrees(given):
    return Circuit().rz(0, 180).ry(0, 90)


@wrong("h-from-rotations", "gate-not-allowed")
def h_itself(given):
    return Circuit().h(0)


@wrong("h-from-rotations", "gate-not-allowed")
def with_a_z(given):
    return Circuit().z(0).ry(0, np.pi / 2)


@wrong("h-from-rotations", "angle-halved")
def angle_halved(given):
    return Circuit().rz(0, np.pi).ry(0, np.pi / 4)


@wrong("h-from-rotations", "wrong-on-basis-state")
def two_half_turns(given):
    return Circuit().rz(0, np.pi).rx(0, np.pi)


@wrong("h-from-rotations", "angle-halved")
def a_quarter_turn_about_z(given):
    return Circuit().rz(0, np.pi / 2).ry(0, np.pi / 2)


# --- any-state ------------------------------------------------------------------------------------------


@placeholder("any-state", "no-answer")
def no_state(given):
    return lambda theta, phi: None


@reference("any-state")
def ry_then_phaseshift(given):
    return lambda theta, phi: Circuit().ry(0, theta).phaseshift(0, phi)


@alternative("any-state")
def ry_then_rz(given):
    return lambda theta, phi: Circuit().ry(0, theta).rz(0, phi)


@alternative("any-state")
def in_qiskit(given):
    def any_state(theta, phi):
        circuit = QuantumCircuit(1)
        circuit.ry(theta, 0)
        circuit.p(phi, 0)
        return circuit

    return any_state


@alternative("any-state")
def by_x_and_two_z(given):
    return lambda theta, phi: Circuit().rx(0, theta).rz(0, phi + np.pi / 2)


@wrong("any-state", "phase-missing")
def phase_first(given):
    return lambda theta, phi: Circuit().phaseshift(0, phi).ry(0, theta)


@wrong("any-state", "phase-missing")
def phase_forgotten(given):
    return lambda theta, phi: Circuit().ry(0, theta)


@wrong("any-state", "phase-sign")
def phase_turned_round(given):
    return lambda theta, phi: Circuit().ry(0, theta).phaseshift(0, -phi)


@wrong("any-state", "angle-halved")
def theta_halved(given):
    return lambda theta, phi: Circuit().ry(0, theta / 2).phaseshift(0, phi)


@wrong("any-state", "angle-doubled")
def theta_doubled(given):
    return lambda theta, phi: Circuit().ry(0, 2 * theta).phaseshift(0, phi)


@wrong("any-state", "degrees-for-radians")
def converted_to_degrees(given):
    return lambda theta, phi: Circuit().ry(0, math.degrees(theta)).phaseshift(0, math.degrees(phi))


@wrong("any-state", "wrong-type")
def amplitudes(given):
    return lambda theta, phi: [math.cos(theta / 2), math.sin(theta / 2)]


@wrong("any-state", "theta-sign")
def turned_the_other_way(given):
    return lambda theta, phi: Circuit().ry(0, -theta).phaseshift(0, phi)


@wrong("any-state", "theta-ignored")
def always_on_the_equator(given):
    return lambda theta, phi: Circuit().h(0).phaseshift(0, phi)


@wrong("any-state", "angles-exchanged")
def latitude_for_longitude(given):
    return lambda theta, phi: Circuit().ry(0, phi).phaseshift(0, theta)


@wrong("any-state", "turned-about-x")
def rx_for_ry(given):
    return lambda theta, phi: Circuit().rx(0, theta).phaseshift(0, phi)


@wrong("any-state", "phase-missing")
def global_phase(given):
    return lambda theta, phi: Circuit().ry(0, theta).gphase(phi)


@alternative("any-state")
def nothing_to_do_at_the_pole(given):
    def any_state(theta, phi):
        circuit = QuantumCircuit(1)
        if theta:
            circuit.ry(theta, 0)
            circuit.p(phi, 0)
        return circuit

    return any_state


@alternative("any-state")
def an_empty_circuit_at_the_pole(given):
    return lambda theta, phi: Circuit().ry(0, theta).rz(0, phi) if theta else Circuit()


# --- repair ---------------------------------------------------------------------------------------------


def ported():
    return Circuit().rz(1, np.pi / 4).cnot(0, 1).rz(1, -np.pi / 4).cnot(0, 1)


@placeholder("repair", "still-broken")
def as_it_came(given):
    return ported()


@reference("repair")
def phase_on_the_control(given):
    return ported().phaseshift(0, np.pi / 4)


@alternative("repair")
def a_t_first(given):
    return Circuit().t(0).rz(1, np.pi / 4).cnot(0, 1).rz(1, -np.pi / 4).cnot(0, 1)


@alternative("repair")
def rz_on_the_control(given):
    return ported().rz(0, np.pi / 4)


@alternative("repair")
def all_t(given):
    return Circuit().t(0).t(1).cnot(0, 1).ti(1).cnot(0, 1)


@alternative("repair")
def repaired_in_qiskit(given):
    circuit = QuantumCircuit(2)
    circuit.t([0, 1])
    circuit.cx(0, 1)
    circuit.tdg(1)
    circuit.cx(0, 1)
    return circuit


@wrong("repair", "phase-on-the-target")
def phase_on_qubit_one(given):
    return ported().phaseshift(1, np.pi / 4)


@wrong("repair", "phase-twice-as-large")
def s_on_the_control(given):
    return ported().s(0)


@wrong("repair", "phase-with-the-wrong-sign")
def minus_on_the_control(given):
    return ported().phaseshift(0, -np.pi / 4)


@wrong("repair", "gate-not-allowed")
def the_gate_itself(given):
    return Circuit().cphaseshift(0, 1, np.pi / 2)


@wrong("repair", "not-reversible")
def measured(given):
    return ported().phaseshift(0, np.pi / 4).measure(0)


# --- read-the-phase -------------------------------------------------------------------------------------


def _mean(counts):
    zeros, ones = counts.get("0", 0), counts.get("1", 0)
    return (zeros - ones) / (zeros + ones)


@placeholder("read-the-phase", "no-answer")
def no_phase(given):
    return lambda in_x, in_y: None


@reference("read-the-phase")
def by_arctan2(given):
    return lambda in_x, in_y: np.arctan2(_mean(in_y), _mean(in_x))


@alternative("read-the-phase")
def by_complex_number(given):
    return lambda in_x, in_y: np.angle(complex(_mean(in_x), _mean(in_y)))


@alternative("read-the-phase")
def never_negative(given):
    return lambda in_x, in_y: math.atan2(_mean(in_y), _mean(in_x)) % (2 * math.pi)


@wrong("read-the-phase", "sign-lost")
def by_arccos(given):
    return lambda in_x, in_y: math.acos(_mean(in_x))


@wrong("read-the-phase", "fails-for-some-inputs")
def by_arctan(given):
    return lambda in_x, in_y: np.arctan(_mean(in_y) / (_mean(in_x) or 1e-12))


@wrong("read-the-phase", "axes-exchanged")
def arguments_exchanged(given):
    return lambda in_x, in_y: np.arctan2(_mean(in_x), _mean(in_y))


@wrong("read-the-phase", "degrees-returned")
def in_degrees_again(given):
    return lambda in_x, in_y: np.degrees(np.arctan2(_mean(in_y), _mean(in_x)))


@wrong("read-the-phase", "wrong-sign")
def turned_round(given):
    return lambda in_x, in_y: -np.arctan2(_mean(in_y), _mean(in_x))


@wrong("read-the-phase", "contrast-taken-for-one")
def arccos_with_a_sign(given):
    return lambda in_x, in_y: np.sign(_mean(in_y)) * np.arccos(_mean(in_x))


@wrong("read-the-phase", "half-a-turn-off")
def ones_minus_zeros(given):
    return lambda in_x, in_y: np.arctan2(-_mean(in_y), -_mean(in_x))


@wrong("read-the-phase", "shares-for-expectations")
def angle_of_shares(given):
    return lambda in_x, in_y: np.arctan2((1 + _mean(in_y)) / 2, (1 + _mean(in_x)) / 2)


@wrong("read-the-phase", "in-units-of-pi")
def divided_by_pi(given):
    return lambda in_x, in_y: np.arctan2(_mean(in_y), _mean(in_x)) / np.pi


@wrong("read-the-phase", "in-turns")
def in_turns(given):
    return lambda in_x, in_y: np.arctan2(_mean(in_y), _mean(in_x)) / (2 * np.pi)
