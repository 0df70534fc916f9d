"""Answers to lesson 3-01 that must pass, and wrong ones that must be named."""

import math

import numpy as np
from braket.circuits import Circuit

from autograder.attempts import alternative, placeholder, reference, wrong
from gangway import devices

# --- predictions ----------------------------------------------------------------------------------------


@placeholder("who-takes-it", "no-answer")
def nobody_yet(given):
    return {"....": ...}


@reference("who-takes-it")
def garnet_and_cepheus(given):
    return {"0110": 1.0}


@alternative("who-takes-it")
def not_quite_sure(given):
    return {"0110": 0.7, "0010": 0.2, "1110": 0.1}


@wrong("who-takes-it", "any-device-any-program")
def all_four(given):
    return {"1111": 1.0}


@wrong("who-takes-it", "closed-window-refuses")
def not_on_sunday(given):
    return {"0010": 100}


@wrong("who-takes-it", "no-least-number-of-shots")
def fifty_are_fine(given):
    return {"1110": 1.0}


@wrong("who-takes-it", "circuits-on-atoms")
def aquila_too(given):
    return {"0111": 1.0}


@wrong("who-takes-it", "window-and-shots")
def not_on_sunday_but_fifty(given):
    return {"1010": 1.0}


@placeholder("cancelled", "no-answer")
def no_bill_yet(given):
    return {"00": ..., "01": ..., "10": ..., "11": ...}


@reference("cancelled")
def nothing_charged(given):
    return {"00": 1, "01": 0, "10": 0, "11": 0}


@wrong("cancelled", "fee-for-the-ticket")
def only_the_fee(given):
    return {"10": 1.0}


@wrong("cancelled", "reserved-is-paid")
def everything_charged(given):
    return {"11": 1.0}


@wrong("cancelled", "shots-without-fee")
def only_the_shots(given):
    return {"01": 1.0}


# --- after-restart and send-and-collect -----------------------------------------------------------------


@placeholder("after-restart", "no-answer")
def no_letter(given):
    return ...


@reference("after-restart")
def by_its_arn(given):
    return "d"


@wrong("after-restart", "task-dies-with-the-kernel")
def all_gone(given):
    return "a"


@wrong("after-restart", "variables-survive")
def the_variable(given):
    return "b"


@wrong("after-restart", "result-lives-in-python")
def if_fetched_before(given):
    return "c"


@placeholder("send-and-collect", "no-answer")
def no_lines(given):
    return ...


@reference("send-and-collect")
def estimate_send_note_fetch(given):
    return "g c b f a e"


@wrong("send-and-collect", "pays-twice")
def sent_again(given):
    return "g c b f a d"


@wrong("send-and-collect", "waits-before-noting")
def result_noted(given):
    return "g c b h a e"


@wrong("send-and-collect", "estimated-too-late")
def estimated_afterwards(given):
    return "b g c f a e"


@wrong("send-and-collect", "checked-too-late")
def compared_afterwards(given):
    return "g b c f a e"


# --- plan-cost ------------------------------------------------------------------------------------------


def _summed(qpu, simulator):
    def plan_cost(rows, prices):
        total = 0.0
        for row in rows:
            price = prices[row["device"]]
            total += simulator(row, price) if price["minute"] else qpu(row, price)
        return total

    return plan_cost


def _qpu(row, price):
    return row["tasks"] * (price["task"] + row["shots"] * price["shot"])


def _simulator(row, price):
    return row["tasks"] * max(row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]


@placeholder("plan-cost", "shots-so-far")
def only_what_was_there(given):
    """The half that the starter code has."""
    return _summed(lambda row, price: row["tasks"] * row["shots"] * price["shot"], lambda row, price: 0.0)


@reference("plan-cost")
def both_kinds(given):
    return _summed(_qpu, _simulator)


@alternative("plan-cost")
def without_asking_which(given):
    """Prices that don't apply are zero, so one formula does for both kinds."""

    def plan_cost(rows, prices):
        total = 0.0
        for row in rows:
            price = prices[row["device"]]
            minutes = max(row["seconds"], price["minimum_seconds"]) / 60
            total += row["tasks"] * (price["task"] + row["shots"] * price["shot"] + minutes * price["minute"])
        return total

    return plan_cost


@alternative("plan-cost")
def rounded_to_the_cent(given):
    def plan_cost(rows, prices):
        return round(_summed(_qpu, _simulator)(rows, prices), 4)

    return plan_cost


@wrong("plan-cost", "task-fee-forgotten")
def no_fee(given):
    return _summed(lambda row, price: row["tasks"] * row["shots"] * price["shot"], _simulator)


@wrong("plan-cost", "task-fee-charged-once")
def one_fee_a_row(given):
    return _summed(lambda row, price: price["task"] + row["tasks"] * row["shots"] * price["shot"], _simulator)


@wrong("plan-cost", "shots-of-one-task")
def brackets_forgotten(given):
    return _summed(lambda row, price: row["tasks"] * price["task"] + row["shots"] * price["shot"], _simulator)


@wrong("plan-cost", "task-fee-for-each-shot")
def fee_a_shot(given):
    return _summed(
        lambda row, price: row["tasks"] * row["shots"] * (price["task"] + price["shot"]), _simulator
    )


@wrong("plan-cost", "shot-fee-forgotten")
def no_shots(given):
    return _summed(lambda row, price: row["tasks"] * price["task"], _simulator)


@wrong("plan-cost", "simulators-for-free")
def free_simulators(given):
    return _summed(_qpu, lambda row, price: 0.0)


@wrong("plan-cost", "minimum-forgotten")
def seconds_as_they_are(given):
    return _summed(_qpu, lambda row, price: row["tasks"] * row["seconds"] / 60 * price["minute"])


@wrong("plan-cost", "minimum-for-all-tasks")
def minimum_of_the_sum(given):
    return _summed(
        _qpu,
        lambda row, price: (
            max(row["tasks"] * row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]
        ),
    )


@wrong("plan-cost", "minutes-for-seconds")
def by_the_second(given):
    return _summed(_qpu, lambda row, price: 60 * _simulator(row, price))


@wrong("plan-cost", "one-task-simulated")
def one_simulation(given):
    return _summed(_qpu, lambda row, price: _simulator({**row, "tasks": 1}, price))


@wrong("plan-cost", "simulators-for-free")
def all_by_shot(given):
    return _summed(_qpu, _qpu)


@wrong("plan-cost", "rounded-to-cents")
def by_the_course_s_estimate(given):
    """Adds up the catalogue's own estimates, each of them rounded up."""

    def plan_cost(rows, prices):
        return sum(
            devices.estimate(
                row["device"], shots=row["shots"], tasks=row["tasks"], seconds=row["seconds"]
            ).total
            for row in rows
        )

    return plan_cost


@wrong("plan-cost", "rounded-to-cents")
def rounded_at_the_end(given):
    return lambda rows, prices: round(_summed(_qpu, _simulator)(rows, prices), 2)


@wrong("plan-cost", "first-row-only")
def returned_inside_the_loop(given):
    return lambda rows, prices: _summed(_qpu, _simulator)(rows[:1], prices)


@wrong("plan-cost", "last-row-only")
def assigned_for_added(given):
    return lambda rows, prices: _summed(_qpu, _simulator)(rows[-1:], prices)


@wrong("plan-cost", "minimum-as-most")
def min_for_max(given):
    def simulator(row, price):
        return row["tasks"] * min(row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]

    return _summed(_qpu, simulator)


@wrong("plan-cost", "minimum-added")
def minimum_on_top(given):
    def simulator(row, price):
        return row["tasks"] * (row["seconds"] + price["minimum_seconds"]) / 60 * price["minute"]

    return _summed(_qpu, simulator)


@wrong("plan-cost", "whole-minutes")
def by_the_minute_begun(given):
    def simulator(row, price):
        return row["tasks"] * math.ceil(max(row["seconds"], price["minimum_seconds"]) / 60) * price["minute"]

    return _summed(_qpu, simulator)


@wrong("plan-cost", "fails-for-all-inputs")
def prices_by_heart(given):
    """Last year's prices, typed in."""
    return lambda rows, prices: sum(row["tasks"] * (0.30 + row["shots"] * 0.01) for row in rows) + 1.0


# --- run-plan -------------------------------------------------------------------------------------------


def _needed(given):
    return math.ceil(round((1.96 * 0.5 / given["half_width"]) ** 2, 6))


def _plan(given, name="Garnet", **changed):
    """A plan that holds, with some of its entries changed afterwards."""
    device = devices.device(name)
    tasks = changed.get("tasks", given["circuits"])
    shots = changed.get("shots", _needed(given))
    fees, shot_fees = round(tasks * device.price.task, 2), round(tasks * shots * device.price.shot, 2)
    plan = {
        "device": name,
        "region": device.region,
        "tasks": tasks,
        "shots": shots,
        "task_fees": fees,
        "shot_fees": shot_fees,
        "total": round(fees + shot_fees, 2),
        "limit": given["budget"],
        "day": "tuesday",
        "start": "10:00",
    }
    return plan | changed


@placeholder("run-plan", "no-answer")
def nothing_planned(given):
    return dict.fromkeys(
        (
            "device",
            "region",
            "tasks",
            "shots",
            "task_fees",
            "shot_fees",
            "total",
            "limit",
            "day",
            "start",
        ),
        ...,
    )


@reference("run-plan")
def on_garnet(given):
    return _plan(given)


@alternative("run-plan")
def on_cepheus_at_the_weekend(given):
    return _plan(given, "Cepheus-1-108Q", day="Sunday", start="22:30", limit=20.0)


@alternative("run-plan")
def rounded_up(given):
    return _plan(given, shots=100 * math.ceil(_needed(given) / 100))


@wrong("run-plan", "over-budget")
def on_ions(given):
    return _plan(given, "Forte-Enterprise-1")


@wrong("run-plan", "task-fee-forgotten")
def fees_forgotten(given):
    plan = _plan(given)
    return plan | {"task_fees": 0.0, "total": plan["shot_fees"]}


@wrong("run-plan", "task-fee-charged-once")
def one_fee(given):
    plan = _plan(given)
    return plan | {"task_fees": 0.30, "total": 0.30 + plan["shot_fees"]}


@wrong("run-plan", "shots-of-one-task")
def shots_once(given):
    plan = _plan(given)
    once = round(plan["shots"] * 0.00145, 2)
    return plan | {"shot_fees": once, "total": round(plan["task_fees"] + once, 2)}


@wrong("run-plan", "unsupported-figure")
def another_price(given):
    plan = _plan(given)
    fees = round(plan["tasks"] * plan["shots"] * 0.0012, 2)
    return plan | {"shot_fees": fees, "total": round(plan["task_fees"] + fees, 2)}


@wrong("run-plan", "part-left-out")
def total_without_fees(given):
    plan = _plan(given)
    return plan | {"total": plan["shot_fees"]}


@wrong("run-plan", "too-few-shots")
def a_thousand_as_always(given):
    return _plan(given, shots=1000)


@wrong("run-plan", "more-shots-than-needed")
def plenty(given):
    return _plan(given, "Cepheus-1-108Q", shots=2 * _needed(given))


@wrong("run-plan", "shots-out-of-range")
def more_than_it_takes(given):
    return _plan(given, shots=25_000)


@wrong("run-plan", "one-task-for-each-shot")
def a_task_a_shot(given):
    shots = _needed(given)
    return _plan(given, tasks=given["circuits"] * shots)


@wrong("run-plan", "wrong-number-of-tasks")
def one_task_for_all(given):
    return _plan(given, tasks=1)


@wrong("run-plan", "limit-below-total")
def limit_too_tight(given):
    return _plan(given, limit=5.0)


@wrong("run-plan", "limit-above-budget")
def limit_too_loose(given):
    return _plan(given, limit=1000)


@wrong("run-plan", "region-of-another-device")
def where_everything_is(given):
    return _plan(given, region="us-east-1")


@wrong("run-plan", "window-closed")
def garnet_on_sunday(given):
    return _plan(given, day="sunday")


@wrong("run-plan", "window-closed")
def at_night(given):
    return _plan(given, "Cepheus-1-108Q", start="20:00")


@wrong("run-plan", "not-a-time")
def ten_o_clock(given):
    return _plan(given, start="10 am")


@wrong("run-plan", "device-retired")
def on_a_retired_one(given):
    return _plan(given) | {"device": "Ankaa-3"}


@wrong("run-plan", "not-for-circuits")
def on_a_simulator(given):
    return _plan(given) | {"device": "SV1"}


@wrong("run-plan", "no-published-price")
def on_emerald(given):
    return _plan(given) | {"device": "Emerald"}


@wrong("run-plan", "no-range-of-shots")
def on_forte_1(given):
    return _plan(given) | {"device": "Forte-1"}


@wrong("run-plan", "not-on-braket")
def on_a_fake_backend(given):
    return _plan(given) | {"device": "FakeTorino"}


@wrong("run-plan", "shots-rounded-down")
def one_shot_short(given):
    return _plan(given, shots=_needed(given) - 1)


@wrong("run-plan", "share-without-spread")
def half_forgotten(given):
    return _plan(given, "Cepheus-1-108Q", shots=math.ceil((1.96 / given["half_width"]) ** 2))


@wrong("run-plan", "unknown-device")
def on_nothing(given):
    return _plan(given) | {"device": "Granite"}


# --- next-step ------------------------------------------------------------------------------------------


def _stepper(**changed):
    """The right function, with some answers changed: by code, or ``limit`` and ``most``."""

    def next_step(code, message, attempt):
        if code in changed:
            return changed[code]
        if code in ("ThrottlingException", "InternalServiceException"):
            return "retry" if attempt < changed.get("most", 5) else "stop"
        if code == "ValidationException" and "spending limit" in message:
            return changed.get("limit", "stop")
        table = {
            "DeviceOfflineException": "wait",
            "DeviceRetiredException": "change",
            "ResourceNotFoundException": "change",
            "ValidationException": changed.get("invalid", "change"),
        }
        return table.get(code, changed.get("unknown", "stop"))

    return next_step


@placeholder("next-step", "no-answer")
def undecided(given):
    return lambda code, message, attempt: None


@reference("next-step")
def by_the_table(given):
    return _stepper()


@alternative("next-step")
def by_membership(given):
    def next_step(code, message, attempt):
        if "spending limit" in message:
            return "stop"
        if code == "DeviceOfflineException":
            return "wait"
        if code in {"ValidationException", "DeviceRetiredException", "ResourceNotFoundException"}:
            return "change"
        again = code in {"ThrottlingException", "InternalServiceException"} and attempt <= 4
        return "retry" if again else "stop"

    return next_step


@wrong("next-step", "retries-everything")
def again_and_again(given):
    return lambda code, message, attempt: "retry"


@wrong("next-step", "stops-at-everything")
def careful(given):
    return lambda code, message, attempt: "stop"


@wrong("next-step", "never-gives-up")
def for_ever(given):
    return _stepper(most=10**9)


@wrong("next-step", "one-attempt-too-many")
def a_sixth(given):
    return _stepper(most=6)


@wrong("next-step", "gives-up-too-early")
def four_only(given):
    return _stepper(most=4)


@wrong("next-step", "limit-is-no-typing-error")
def message_not_read(given):
    return _stepper(limit="change")


@wrong("next-step", "limit-tried-again")
def next_month(given):
    return _stepper(limit="wait")


@wrong("next-step", "same-request-again")
def fifty_shots_again(given):
    return _stepper(invalid="retry")


@wrong("next-step", "everything-invalid-stops")
def any_validation_stops(given):
    return _stepper(invalid="stop")


@wrong("next-step", "offline-tried-at-once")
def offline_in_seconds(given):
    return _stepper(DeviceOfflineException="retry")


@wrong("next-step", "retired-comes-back")
def wait_for_ankaa(given):
    return _stepper(DeviceRetiredException="wait")


@wrong("next-step", "wrong-place-again")
def same_region(given):
    return _stepper(ResourceNotFoundException="retry")


@wrong("next-step", "denied-tried-again")
def perhaps_tomorrow(given):
    return _stepper(AccessDeniedException="wait")


@wrong("next-step", "unknown-tried-again")
def hopeful(given):
    return _stepper(ServiceMovedException="retry")


@wrong("next-step", "same-for-every-code")
def or_is_always_true(given):
    def next_step(code, message, attempt):
        if code == "ThrottlingException" or "InternalServiceException":  # noqa: SIM222
            return "retry" if attempt < 5 else "stop"
        return "stop"

    return next_step


@wrong("next-step", "waiting-is-not-limited")
def attempts_counted_first(given):
    return lambda code, message, attempt: "stop" if attempt >= 5 else _stepper()(code, message, attempt)


@wrong("next-step", "another-would-do")
def retired_stops(given):
    return _stepper(DeviceRetiredException="stop")


@wrong("next-step", "another-place-would-do")
def not_found_stops(given):
    return _stepper(ResourceNotFoundException="stop")


@wrong("next-step", "limit-is-no-typing-error")
def words_in_capitals(given):
    def next_step(code, message, attempt):
        if code == "ValidationException":
            return "stop" if "Spending limit" in message else "change"
        return _stepper()(code, message, attempt)

    return next_step


@wrong("next-step", "fails-for-some-inputs")
def offline_changes(given):
    return _stepper(DeviceOfflineException="change")


@wrong("next-step", "unknown-option")
def another_word(given):
    return lambda code, message, attempt: "give up"


# --- garnet-chain ---------------------------------------------------------------------------------------

QUARTER = np.pi / 2


def _chain(a, b, c, *, first=QUARTER, before=-QUARTER, after=QUARTER, axis=QUARTER):
    """A GHZ state on a, b, c in prx and cz."""
    circuit = Circuit().prx(a, first, axis)
    for control, target in ((a, b), (b, c)):
        circuit.prx(target, before, axis).cz(control, target).prx(target, after, axis)
    return circuit


def _verbatim(circuit):
    return Circuit().add_verbatim_box(circuit)


@placeholder("garnet-chain", "empty-circuit")
def nothing_built(given):
    return Circuit()


@reference("garnet-chain")
def sixteen_twenty_nineteen(given):
    return _verbatim(_chain(16, 20, 19))


@alternative("garnet-chain")
def from_the_middle(given):
    circuit = Circuit().prx(15, QUARTER, QUARTER)
    for target in (14, 19):
        circuit.prx(target, -QUARTER, QUARTER).cz(15, target).prx(target, QUARTER, QUARTER)
    return _verbatim(circuit)


@alternative("garnet-chain")
def other_signs(given):
    """Both targets turned the other way: two signs that cancel."""
    return _verbatim(_chain(9, 14, 15, before=QUARTER, after=-QUARTER))


@alternative("garnet-chain")
def in_openqasm(given):
    turns = "prx(1.5707963267948966, 1.5707963267948966)"
    back = "prx(-1.5707963267948966, 1.5707963267948966)"
    return "\n".join(
        [
            "OPENQASM 3.0;",
            "#pragma braket verbatim",
            "box {",
            f"{turns} $16; {back} $20; cz $16, $20; {turns} $20;",
            f"{back} $19; cz $20, $19; {turns} $19;",
            "}",
        ]
    )


@wrong("garnet-chain", "gate-not-native")
def as_on_the_laptop(given):
    return Circuit().h(16).cnot(16, 20).cnot(20, 19)


@wrong("garnet-chain", "not-verbatim")
def box_forgotten(given):
    return _chain(16, 20, 19)


@wrong("garnet-chain", "not-connected")
def neighbours_by_number(given):
    return _verbatim(_chain(16, 17, 18))


@wrong("garnet-chain", "weak-coupler")
def the_first_three(given):
    return _verbatim(_chain(1, 4, 9))


@wrong("garnet-chain", "degrees-for-radians")
def degrees(given):
    return _verbatim(_chain(16, 20, 19, first=90, before=-90, after=90))


@wrong("garnet-chain", "relative-phase")
def one_sign_wrong(given):
    circuit = _chain(16, 20, 19)
    return _verbatim(circuit.prx(19, np.pi, 0.0).prx(19, np.pi, QUARTER))


@wrong("garnet-chain", "too-few-qubits")
def only_a_pair(given):
    return _verbatim(Circuit().prx(16, QUARTER, QUARTER).prx(20, QUARTER, QUARTER).cz(16, 20))
