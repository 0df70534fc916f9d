"""What is right in lesson 3-01, and what to say when it is not."""

import math
from datetime import UTC, datetime, timedelta
from functools import partial

from autograder.checks import choice, circuits, functions, ordering, plans, prediction, states
from autograder.checks.named_states import ghz
from autograder.exercise import exercise
from autograder.findings import LIKELY, PLAUSIBLE, Finding
from autograder.kinds import Circuit, Function, Number, Option, Table, Text
from gangway import devices
from gangway.cloud.clock import is_open

# --- in the lesson ---------------------------------------------------------------------------------------

who_takes_it = prediction.distribution(
    "who-takes-it",
    width=4,
    misconceptions={
        "any-device-any-program": (
            {"1111": 1},
            {
                "does": "All four take it: as if every device ran every program.",
                "look": "How few shots does Forte take? And what does Aquila run, circuits or atoms?",
            },
        ),
        "closed-window-refuses": (
            {"0010": 1},
            {
                "does": "You let Garnet refuse on a Sunday, because its window is closed.",
                "look": "A closed window is no refusal. The task waits in the queue until Monday.",
            },
        ),
        "no-least-number-of-shots": (
            {"1110": 1},
            {
                "does": "You let Forte take 50 shots.",
                "look": "A range of shots has two ends. Forte's begins at 100.",
            },
        ),
        "circuits-on-atoms": (
            {"0111": 1},
            {
                "does": "You let Aquila take a circuit.",
                "look": "Aquila has no gates. It takes an arrangement of atoms and a drive.",
            },
        ),
        "window-and-shots": (
            {"1010": 1},
            {
                "does": "You let Garnet refuse because its window is closed, and Forte take 50 shots.",
                "look": "It is the other way round: a task may wait for a window, and 50 shots are too few.",
            },
        ),
    },
    hints=[
        "Three questions for each device: can it run circuits, is it in service, is the number of shots in "
        "its range?",
        "The table above has the range of shots. A window says when tasks run, not when they may be sent.",
        "Forte wants at least 100 shots, and Aquila runs no circuits. The other two take it.",
    ],
)

cancelled = prediction.distribution(
    "cancelled",
    width=2,
    misconceptions={
        "fee-for-the-ticket": (
            {"10": 1},
            {
                "does": "You expect the task fee to be charged, and the shots not: a fee for the ticket.",
                "look": "Both parts are the price of a task that has run. This one never did.",
            },
        ),
        "reserved-is-paid": (
            {"11": 1},
            {
                "does": "You expect the whole price: as if sending a task bought it.",
                "look": "Sending only reserves the amount. What is charged is what ran.",
            },
        ),
        "shots-without-fee": (
            {"01": 1},
            {
                "does": "You expect the shots to be charged and the task fee not.",
                "look": "How many shots did the device run before the task was cancelled?",
            },
        ),
    },
    hints=[
        "What has the device done for you when the task is cancelled in the queue?",
        "The price has two parts, one for the task and one for the shots. Both are for tasks that ran.",
        "The task never ran. So neither part is charged: 00.",
    ],
)

after_restart = choice.choice(
    "after-restart",
    options={
        "a": "nothing: the service cancels a task when the program that sent it is gone",
        "b": "the variable task, once the first cells have been run again",
        "c": "the task and its result, but only if result() had been called before",
        "d": "the task and its result, wherever its ARN can still be found",
    },
    right="d",
    says={
        "a": (
            "task-dies-with-the-kernel",
            {
                "does": "You let the service watch over your program. It doesn't know whether it still runs.",
                "look": "Who held the task while the variable was deleted, two cells above?",
            },
        ),
        "b": (
            "variables-survive",
            {
                "does": "Running the first cells again gives you new, empty variables. If they send the task "
                "again, you pay again.",
                "look": "What would you need to find the old task?",
            },
        ),
        "c": (
            "result-lives-in-python",
            {
                "does": "result() copies the result into Python. The original lies in S3, whether anybody "
                "has fetched it or not.",
                "look": "Who wrote results.json into the bucket?",
            },
        ),
    },
    hints=[
        "What lives in your kernel, and what lives at the service?",
        "The variable was a handle. Behind it stands a number that the service gave.",
        "The task runs at the service and its result goes to S3. Both are found by the ARN, even by another "
        "program on another machine.",
    ],
)

send_and_collect = ordering.ordering(
    "send-and-collect",
    lines={
        "a": "arn = note.read_text()",
        "b": "task = device.run(circuit, shots=1000)",
        "c": "assert cost <= budget",
        "d": "counts = device.run(circuit, shots=1000).result().measurement_counts",
        "e": "counts = AwsQuantumTask(arn).result().measurement_counts",
        "f": "note.write_text(task.id)",
        "g": "cost = devices.estimate(device.arn, shots=1000).total",
        "h": "note.write_text(str(task.result()))",
    },
    needed="abcefg",
    before=["gc", "cb", "bf", "fa", "ae"],
    distractors="dh",
    says={
        "d": (
            "pays-twice",
            {
                "does": "Line d sends the circuit once more. That is a second task, and a second bill.",
                "look": "Which line fetches the result of the task that has been sent already?",
            },
        ),
        "h": (
            "waits-before-noting",
            {
                "does": "Line h waits for the result, perhaps for hours, before it writes anything down. If "
                "the kernel dies meanwhile, there is no note.",
                "look": "What is known the moment that a task is sent?",
            },
        ),
        ("b", "g"): (
            "estimated-too-late",
            {
                "does": "Your program works out the cost after the task has been sent.",
                "look": "Which line should be able to prevent the sending?",
            },
        ),
        ("b", "c"): (
            "checked-too-late",
            {
                "does": "Your program compares the cost with the budget after the task has been sent.",
                "look": "An assertion stops what comes below it, not what stands above.",
            },
        ),
    },
    hints=[
        "There are two halves: before the kernel dies, and after. Which lines belong to which?",
        "Before: work out the cost, compare, send, note the ARN at once. After: read the note, fetch.",
        "The estimate comes first and its comparison second. Nothing is sent after the restart.",
    ],
)


# --- in the assignment -----------------------------------------------------------------------------------


def price_list():
    """The catalogue's dated prices, as a learner's function is given them."""
    parts = ("task", "shot", "minute", "minimum_seconds")
    return {
        device.name: {part: getattr(device.price, part) for part in parts}
        for device in devices.catalogue()
        if device.price is not None
    }


#: Hundredths of a cent may be rounded away.
_same_dollars = partial(functions.close, relative=0, absolute=2e-4)


def _row(device, tasks, shots, seconds=0.0):
    return {"device": device, "tasks": tasks, "shots": shots, "seconds": seconds}


_PLANS = [
    [_row("Garnet", 6, 1000)],
    [_row("Cepheus-1-108Q", 1, 20_000)],
    [_row("Forte-Enterprise-1", 12, 500), _row("Garnet", 12, 2500)],
    [_row("SV1", 40, 1000, 0.05)],
    [_row("SV1", 4, 100, 90.0), _row("SV1", 2, 100, 2.0)],
    [_row("Aquila", 3, 200), _row("SV1", 10, 1000, 6.0), _row("Garnet", 2, 400)],
]

COSTS = Function(inputs=lambda given: [[plan, price_list()] for plan in _PLANS], returns=Number())


def _cost(qpu, simulator):
    """A function that adds up what the two kinds of row cost."""

    def total(rows, prices):
        each = (
            (simulator if prices[row["device"]]["minute"] else qpu)(row, prices[row["device"]])
            for row in rows
        )
        return float(sum(each))

    return total


def _right_row(row, price):
    return (_simulator if price["minute"] else _qpu)(row, price)


def _rounded(rows, prices):
    """The right cost, rounded to the cent: as usual, up, or row by row."""
    rows = [_right_row(row, prices[row["device"]]) for row in rows]
    total, cents = sum(rows), [round(row, 2) for row in rows]
    return functions.Either(round(total, 2), math.ceil(round(100 * total, 6)) / 100, sum(cents))


def _of_row(place):
    """The right cost of one row, the others left out."""
    return lambda rows, prices: _right_row(rows[place], prices[rows[place]["device"]])


def _qpu(row, price):
    return row["tasks"] * (price["task"] + row["shots"] * price["shot"])


def _simulator(row, price):
    return row["tasks"] * max(row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]


_COST_SLIPS = {
    "shots-so-far": _cost(
        lambda row, price: row["tasks"] * row["shots"] * price["shot"], lambda row, price: 0.0
    ),
    "task-fee-forgotten": _cost(lambda row, price: row["tasks"] * row["shots"] * price["shot"], _simulator),
    "shot-fee-forgotten": _cost(lambda row, price: row["tasks"] * price["task"], _simulator),
    "task-fee-charged-once": _cost(
        lambda row, price: price["task"] + row["tasks"] * row["shots"] * price["shot"], _simulator
    ),
    "shots-of-one-task": _cost(
        lambda row, price: row["tasks"] * price["task"] + row["shots"] * price["shot"], _simulator
    ),
    "task-fee-for-each-shot": _cost(
        lambda row, price: row["tasks"] * row["shots"] * (price["task"] + price["shot"]), _simulator
    ),
    "simulators-for-free": _cost(_qpu, lambda row, price: 0.0),
    "minimum-forgotten": _cost(_qpu, lambda row, price: row["tasks"] * row["seconds"] / 60 * price["minute"]),
    "minimum-for-all-tasks": _cost(
        _qpu,
        lambda row, price: (
            max(row["tasks"] * row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]
        ),
    ),
    "minutes-for-seconds": _cost(
        _qpu,
        lambda row, price: row["tasks"] * max(row["seconds"], price["minimum_seconds"]) * price["minute"],
    ),
    "first-row-only": _of_row(0),
    "last-row-only": _of_row(-1),
    "rounded-to-cents": _rounded,
    "minimum-as-most": _cost(
        _qpu,
        lambda row, price: (
            row["tasks"] * min(row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]
        ),
    ),
    "minimum-added": _cost(
        _qpu,
        lambda row, price: row["tasks"] * (row["seconds"] + price["minimum_seconds"]) / 60 * price["minute"],
    ),
    "whole-minutes": _cost(
        _qpu,
        lambda row, price: (
            row["tasks"] * math.ceil(max(row["seconds"], price["minimum_seconds"]) / 60) * price["minute"]
        ),
    ),
    "one-task-simulated": _cost(
        _qpu, lambda row, price: max(row["seconds"], price["minimum_seconds"]) / 60 * price["minute"]
    ),
}


@exercise(
    "plan-cost",
    takes=COSTS,
    points=3,
    hints=[
        "What does one task on a QPU cost? And how many of them does the row have?",
        'For a simulator: max(row["seconds"], price["minimum_seconds"]) seconds are billed for each task, '
        "and the price is for a minute.",
        'A QPU row: tasks * (price["task"] + shots * price["shot"]). A simulator row: tasks * billed / 60 * '
        'price["minute"].',
    ],
    messages={
        "shots-so-far": {
            "does": "Your function counts the shots on QPUs, and nothing else yet.",
            "asked": "Two things are missing: the fee for each task, and the simulators.",
            "look": "Begin with the fee: in which line does it belong?",
        },
        "task-fee-forgotten": {
            "does": "Your function counts the shots only.",
            "asked": "Each task on a QPU has a fee of its own.",
            "look": "Twelve tasks of 500 shots: how many fees?",
        },
        "shot-fee-forgotten": {
            "does": "Your function counts the task fees only.",
            "asked": "Each shot has a price as well.",
            "look": "What do the shots of a task cost?",
        },
        "task-fee-charged-once": {
            "does": "Your function has one task fee in each row.",
            "asked": "The fee is for each task.",
            "look": 'What does row["tasks"] multiply?',
        },
        "shots-of-one-task": {
            "does": "Your function counts the shots of one task in each row.",
            "asked": 'row["shots"] are those of one task; the row has several.',
            "look": "Put brackets round the price of one task.",
        },
        "task-fee-for-each-shot": {
            "does": "Your function charges the task fee for every shot.",
            "look": "A task has many shots and one fee.",
        },
        "simulators-for-free": {
            "does": "Your function lets managed simulators run for nothing.",
            "asked": "Only the simulator on your own machine is free. SV1 is billed by the minute.",
            "look": "For which devices is the price of a minute above zero?",
        },
        "minimum-forgotten": {
            "does": "Your function bills the seconds that the simulation took.",
            "asked": "A task is billed for at least minimum_seconds.",
            "look": "Forty tasks of 0.05 s: how many seconds are billed?",
        },
        "minimum-for-all-tasks": {
            "does": "Your function applies the minimum to the sum of all tasks.",
            "asked": "It holds for each task by itself.",
            "look": "Forty tasks of 0.05 s: how many seconds are billed?",
        },
        "minutes-for-seconds": {
            "does": "Your function takes the price of a minute for that of a second.",
            "look": "How many minutes are 90 seconds?",
        },
        "first-row-only": {
            "does": "Your function returns the cost of the first row, and looks at no other.",
            "look": "When does a return leave the loop?",
        },
        "last-row-only": {
            "does": "Your function returns the cost of the last row. Those before it are lost.",
            "look": "What happens to the total when the next row comes: is it added to, or replaced?",
        },
        "rounded-to-cents": {
            "does": "Your function is right but for rounding to cents.",
            "asked": "Asked for is the cost unrounded: fractions of a cent add up over many rows.",
            "look": "Round where you print, not where you compute. (devices.estimate rounds up.)",
        },
        "minimum-as-most": {
            "does": "Your function never bills more than minimum_seconds.",
            "asked": "It is the least that is billed, not the most.",
            "look": "A task of 90 s, minimum 3 s: how many seconds are billed?",
        },
        "minimum-added": {
            "does": "Your function bills the minimum on top of the seconds that a task took.",
            "asked": "A task is billed for its time, but for minimum_seconds at the least.",
            "look": "A task of 90 s, minimum 3 s: how many seconds are billed?",
        },
        "whole-minutes": {
            "does": "Your function rounds the time of a task up to whole minutes.",
            "asked": "The price is for a minute, but seconds are billed.",
            "look": "How much of a minute are 3 s?",
        },
        "one-task-simulated": {
            "does": "Your function bills one task of each simulator row.",
            "look": 'What has row["tasks"] to do with it?',
        },
    },
)
def plan_cost(answer, given):
    """Dollars for a list of rows, by a dated price list."""
    yield from functions.throughout(
        answer, COSTS, given, expected=_cost(_qpu, _simulator), slips=_COST_SLIPS, fits=_same_dollars
    )


# --- run-plan --------------------------------------------------------------------------------------------

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

PLAN = Table(
    {
        "device": Text(),
        "region": Text(),
        "tasks": Number(),
        "shots": Number(),
        "task_fees": Number(),
        "shot_fees": Number(),
        "total": Number(),
        "limit": Number(),
        "day": Option(DAYS),
        "start": Text(),
    }
)


def needed_shots(half_width):
    """Shots for a 95 % interval of that half-width, whatever the share is."""
    return math.ceil(round((1.96 * 0.5 / half_width) ** 2, 6))


def draw_plan(random):
    """The numbers of the pilot: circuits, wanted half-width, budget in dollars."""
    return {
        "circuits": random.randint(4, 9),
        "half_width": random.choice([0.02, 0.025, 0.03]),
        "budget": random.choice([40, 45, 50]),
    }


@exercise(
    "run-plan",
    takes=PLAN,
    points=4,
    variant=draw_plan,
    hints=[
        "How many shots does each circuit need (lesson 1-05), and which devices can the budget pay for?",
        "N = (1.96 · 0.5 / half-width)², rounded up. One circuit is one task. The region stands in the ARN: "
        "devices.device(name).region.",
        "tasks = circuits; task_fees = 0.30 · tasks; shot_fees = tasks · shots · price of a shot; total is "
        "their sum. The limit lies between the total and the budget.",
    ],
    messages={
        "unknown-device": {
            "does": "There is no device {given!r} in the catalogue.",
            "look": "gangway.devices.table() has the names.",
        },
        "device-retired": {
            "does": "{device} was retired in {month}.",
            "look": "Choose a device that is in service.",
        },
        "not-for-circuits": {
            "does": "{device} is no quantum processor for circuits.",
            "asked": "The pilot runs circuits on hardware.",
            "look": "Gate devices in the catalogue have the paradigm 'gate'.",
        },
        "not-on-braket": {
            "does": "{device} is not on Amazon Braket: a task on it has no ARN and no price there.",
            "look": "gangway.devices.table() shows which devices have both.",
        },
        "no-range-of-shots": {
            "does": "The course has no source for the range of shots that {device} takes, so nobody can "
            "check your plan.",
            "look": "Choose a device whose range and windows the catalogue has.",
        },
        "no-published-price": {
            "does": "The price of {device} isn't published, so nobody can check your plan.",
            "look": "Choose a device whose price the catalogue has.",
        },
        "one-task-for-each-shot": {
            "does": "Your plan has {given} tasks: one for each shot.",
            "look": "A task holds one circuit with all of its shots.",
        },
        "wrong-number-of-tasks": {
            "does": "Your number of tasks is {given}, and there are {circuits} circuits.",
            "asked": "Each circuit is one task.",
        },
        "shots-rounded-down": {
            "does": "{given} shots a task are a trifle too few: the error bar is ±{reached:.6f}.",
            "asked": "Asked for is ±{half_width:g} at most, and shots are whole.",
            "look": "Which way must a number of shots be rounded?",
        },
        "share-without-spread": {
            "does": "Your plan has {given} shots a task: four times as many as needed, as for 1.96 / √N.",
            "asked": "One shot of a share scatters by √(p(1 − p)), which is 0.5 at the most.",
            "look": "What stands beside 1.96 in the error bar of lesson 1-05?",
        },
        "too-few-shots": {
            "does": "With {given} shots the 95 % error bar of a share near one half is ±{reached:.4f}.",
            "asked": "Asked for is ±{half_width:g} at most.",
            "look": "Solve 1.96 · 0.5 / √N for N.",
        },
        "more-shots-than-needed": {
            "does": "Your plan has {given} shots a task, where {needed} are enough.",
            "look": "Who checks an order asks what the rest is for. Round up a little, not by half.",
        },
        "shots-out-of-range": {
            "does": "{device} takes {low} to {high} shots a task, not {given}.",
            "look": "The range is in devices.device(name).shots.",
        },
        "region-of-another-device": {
            "does": "Your region is {given!r}. {device} isn't there.",
            "look": "The region is the fourth part of the device's ARN.",
        },
        "window-closed": {
            "does": "{device} takes no tasks on {day} at {start} UTC.",
            "asked": "Its windows are: {windows}.",
            "look": "Choose a day and time inside one of them, in UTC: nine hours behind Daejeon.",
        },
        "not-a-time": {
            "does": "{given!r} is no time of day.",
            "asked": 'Write hours and minutes, as in "09:30", in UTC.',
        },
    },
)
def run_plan(answer, given):
    """A plan for one device, recomputed line by line."""
    try:
        device = devices.device(answer["device"])
    except devices.UnknownDevice:
        yield Finding("unknown-device", {"given": answer["device"][:40]}, rank=LIKELY)
        return
    if finding := _unusable(device):
        yield finding
        return
    yield from _amounts(answer, device, given)
    yield from _money(answer, device, given)
    yield from _place_and_time(answer, device)


def _unusable(device):
    if device.retired:
        return Finding("device-retired", {"device": device.name, "month": device.retired}, rank=LIKELY)
    if not device.on_braket:
        return Finding("not-on-braket", {"device": device.name}, rank=LIKELY)
    if device.paradigm != "gate":
        return Finding("not-for-circuits", {"device": device.name}, rank=LIKELY)
    if device.price is None:
        return Finding("no-published-price", {"device": device.name}, rank=LIKELY)
    if device.shots is None or not device.windows:
        return Finding("no-range-of-shots", {"device": device.name}, rank=LIKELY)
    return None


def _amounts(plan, device, given):
    needed = needed_shots(given["half_width"])
    tasks, shots = plan["tasks"], plan["shots"]
    if tasks != given["circuits"]:
        code = "one-task-for-each-shot" if tasks == given["circuits"] * shots else "wrong-number-of-tasks"
        yield Finding(code, {"given": f"{tasks:g}", "circuits": given["circuits"]}, rank=LIKELY)
    if not device.shots[0] <= shots <= device.shots[1]:
        low, high = (f"{end:,}" for end in device.shots)
        about = {"device": device.name, "low": low, "high": high, "given": f"{shots:g}"}
        yield Finding("shots-out-of-range", about, rank=LIKELY)
    elif shots < needed:
        reached = 1.96 * 0.5 / math.sqrt(shots)
        about = {"given": f"{shots:g}", "reached": reached, "half_width": given["half_width"]}
        yield Finding(
            "shots-rounded-down" if shots > needed - 1 - 1e-9 else "too-few-shots", about, rank=LIKELY
        )
    elif shots > 1.5 * needed:
        about = {"given": f"{shots:g}", "needed": needed}
        code = "share-without-spread" if abs(shots - 4 * needed) < 5 else "more-shots-than-needed"
        yield Finding(code, about, credit=0.5, rank=PLAUSIBLE)


def _money(plan, device, given):
    price = device.price
    source = f"The price list of {device.name}, as of {price.as_of}"
    task_fees, shot_fees = plans.fees(price.task, price.shot, source=source)
    yield from plans.recomputed(plan, {"task_fees": task_fees, "shot_fees": shot_fees})
    yield from plans.adds_up(plan, "total", ("task_fees", "shot_fees"))
    yield from plans.spending_limit(plan, "limit", "total", given["budget"])


def _place_and_time(plan, device):
    if plan["region"].strip().lower() != device.region:
        about = {"given": plan["region"][:40], "device": device.name}
        yield Finding("region-of-another-device", about)
    when = _moment(plan["day"], plan["start"])
    if when is None:
        yield Finding("not-a-time", {"given": plan["start"][:40]})
    elif not is_open(device, when):
        windows = "; ".join(f"{day} {start} to {end}" for day, start, end in device.windows[:6])
        about = {"device": device.name, "day": plan["day"].capitalize(), "start": plan["start"]}
        yield Finding("window-closed", {**about, "windows": windows})


def _moment(day, start):
    """That time on that day of some week, UTC."""
    try:
        time = datetime.strptime(start.strip(), "%H:%M").replace(tzinfo=UTC).time()
    except ValueError:
        return None
    monday = datetime(2026, 11, 2, tzinfo=UTC)
    return datetime.combine(monday + timedelta(days=DAYS.index(day)), time, tzinfo=UTC)


# --- next-step -------------------------------------------------------------------------------------------

_LIMIT = (
    "This task would cost $80.30 on Forte-Enterprise-1, and of the spending limit of $20.00 there is $3.40 "
    "left ($16.60 spent, $0.00 queued)."
)
_RANGE = "Forte-Enterprise-1 takes 100 to 5,000 shots a task, not 50."
_CASES = [
    ("ThrottlingException", "Rate exceeded for CreateQuantumTask. Wait, then try again.", 1),
    ("ThrottlingException", "Rate exceeded for CreateQuantumTask. Wait, then try again.", 4),
    ("ThrottlingException", "Rate exceeded for CreateQuantumTask. Wait, then try again.", 5),
    ("InternalServiceException", "The request failed because of an internal error.", 1),
    ("InternalServiceException", "The request failed because of an internal error.", 6),
    ("DeviceOfflineException", "Garnet is offline. Try again later.", 1),
    ("DeviceOfflineException", "Cepheus-1-108Q is offline. Try again later.", 7),
    ("DeviceRetiredException", "Ankaa-3 was retired in 2026-04. Choose another device.", 1),
    ("ResourceNotFoundException", "The device is not in us-east-1; it is in eu-north-1.", 1),
    ("ValidationException", _RANGE, 1),
    ("ValidationException", "h is no native gate of Garnet, so it can't stand in a verbatim box.", 2),
    ("ValidationException", _LIMIT, 1),
    ("AccessDeniedException", "You are not authorized to perform this action.", 1),
    ("ServiceMovedException", "Nobody has met this one before.", 1),
]
_AT_ONCE = ("ThrottlingException", "InternalServiceException")
_OTHER_REQUEST = ("DeviceRetiredException", "ResourceNotFoundException")

STEPS = Function(
    inputs=lambda given: [list(case) for case in _CASES],
    returns=Option(("retry", "wait", "change", "stop")),
)


def right_step(code, message, attempt):
    """What to do, by the lesson's table."""
    if code in _AT_ONCE:
        return "retry" if attempt < 5 else "stop"
    if code == "DeviceOfflineException":
        return "wait"
    if code in _OTHER_REQUEST:
        return "change"
    if code == "ValidationException":
        return "stop" if "spending limit" in message else "change"
    return "stop"


def _step(*words, codes=(), limit=None, attempts=range(100)):
    """A mistake that answers one of these words to some errors."""

    def mistaken(code, message, attempt):
        over = code == "ValidationException" and "spending limit" in message
        meant = code in (codes or (code,)) and attempt in attempts and limit in (None, over)
        return functions.Either(*words) if meant else None

    return mistaken


_AGAIN = ("retry", "wait")
_ON = ("retry", "wait", "change")
_INVALID = ("ValidationException",)
_OFFLINE = ("DeviceOfflineException",)


def _whatever_the_code(code, message, attempt):
    """What comes of ``code == "ThrottlingException" or "InternalServiceException"``: that is always true."""
    return "retry" if attempt < 5 else "stop"


_STEP_SLIPS = {
    "retries-everything": _step("retry"),
    "same-for-every-code": _whatever_the_code,
    "stops-at-everything": _step("stop"),
    "never-gives-up": _step("retry", codes=_AT_ONCE, attempts=range(5, 100)),
    "one-attempt-too-many": _step("retry", codes=_AT_ONCE, attempts=[5]),
    "gives-up-too-early": _step("stop", codes=_AT_ONCE, attempts=[4]),
    "limit-is-no-typing-error": _step("change", codes=_INVALID, limit=True),
    "limit-tried-again": _step(*_AGAIN, codes=_INVALID, limit=True),
    "same-request-again": _step(*_AGAIN, codes=_INVALID, limit=False),
    "everything-invalid-stops": _step("stop", codes=_INVALID, limit=False),
    "offline-tried-at-once": _step("retry", codes=_OFFLINE),
    "waiting-is-not-limited": lambda code, message, attempt: (
        right_step(code, message, attempt) if code not in _OFFLINE else "wait" if attempt < 5 else "stop"
    ),
    "another-would-do": _step("stop", codes=("DeviceRetiredException",)),
    "another-place-would-do": _step("stop", codes=("ResourceNotFoundException",)),
    "retired-comes-back": _step(*_AGAIN, codes=("DeviceRetiredException",)),
    "wrong-place-again": _step(*_AGAIN, codes=("ResourceNotFoundException",)),
    "denied-tried-again": _step(*_ON, codes=("AccessDeniedException",)),
    "unknown-tried-again": _step(*_ON, codes=("ServiceMovedException",)),
}


@exercise(
    "next-step",
    takes=STEPS,
    points=4,
    hints=[
        "For each code ask: would the very same request succeed later? In seconds, in hours, or never?",
        "Seconds: retry, five attempts at most. Hours: wait. Never, but another request would: change. None "
        "of these, or you don't know it: stop.",
        'ValidationException has two meanings. Look for "spending limit" in the message: then it is the '
        "budget's owner who decides, and your program stops.",
    ],
    messages={
        "retries-everything": {
            "does": "Your function retries whatever happened.",
            "look": "Will Ankaa-3 come back from retirement?",
        },
        "same-for-every-code": {
            "does": "Your function treats every error as one that passes: it retries, and stops after five "
            "attempts, whatever the code is.",
            "look": 'In Python, code == "a" or "b" is always true. How else can you ask for one of two?',
        },
        "waiting-is-not-limited": {
            "does": "Your function gives up on an offline device after some attempts.",
            "asked": "Only retrying is limited to five attempts. Waiting is not.",
            "look": "Which of your lines looks at the number of attempts before it looks at the code?",
        },
        "another-would-do": {
            "does": "Your function stops where a device is retired.",
            "asked": "The same request can never succeed, but one to another device may.",
            "look": "Which of the four words stands for another request?",
        },
        "another-place-would-do": {
            "does": "Your function stops where the device isn't found in a region.",
            "asked": "The same request can never succeed, but one to another region may.",
            "look": "Which of the four words stands for another request?",
        },
        "stops-at-everything": {
            "does": "Your function stops whatever happened.",
            "look": "Which of these errors would be gone in a few seconds?",
        },
        "never-gives-up": {
            "does": "Your function retries for ever.",
            "asked": "From the fifth attempt on it is to stop.",
            "look": "The third argument says how many attempts there were.",
        },
        "one-attempt-too-many": {
            "does": "After five attempts your function allows a sixth.",
            "asked": "With attempt = 5 it is to stop.",
            "look": "< or <= ?",
        },
        "gives-up-too-early": {
            "does": "Your function stops after four attempts.",
            "asked": "Five are allowed.",
            "look": "With attempt = 4 one more is left.",
        },
        "limit-is-no-typing-error": {
            "does": 'Over the spending limit, your function answers "change": as for a request with a '
            "mistake in it.",
            "asked": "Both come as a ValidationException. Only the message tells them apart, by words "
            "that stand in it in small letters.",
            "look": "May a program decide by itself to spend less on the experiment, or more?",
        },
        "limit-tried-again": {
            "does": "Over the spending limit, your function tries the same task again.",
            "look": "What would have to happen for it to be accepted, and who decides that?",
        },
        "same-request-again": {
            "does": "Your function sends an invalid request again, unchanged.",
            "look": "50 shots will be too few tomorrow as well.",
        },
        "everything-invalid-stops": {
            "does": "Your function stops at a number of shots out of range.",
            "asked": "The message says what is allowed, so the request can be changed.",
            "look": "Only for the spending limit is nothing left to change.",
        },
        "offline-tried-at-once": {
            "does": "Your function retries within seconds while a device is offline.",
            "asked": "Maintenance takes hours.",
            "look": "Which of the four words stands for: the same request, much later?",
        },
        "retired-comes-back": {
            "does": "Your function hopes that a retired device comes back.",
            "look": "Which other request could succeed?",
        },
        "wrong-place-again": {
            "does": "Your function asks again in the region where the device isn't.",
            "look": "What in the request is wrong?",
        },
        "denied-tried-again": {
            "does": "Your function goes on after AccessDeniedException.",
            "look": "Who can give you the permission: your program, or a person?",
        },
        "unknown-tried-again": {
            "does": "Your function goes on after an error that it doesn't know.",
            "asked": "What you don't know may cost money. Stop.",
            "look": "What does your last line return?",
        },
    },
)
def next_step(answer, given):
    """What to do after an error: retry, wait, change or stop."""
    yield from functions.throughout(answer, STEPS, given, expected=right_step, slips=_STEP_SLIPS)


# --- garnet-chain ----------------------------------------------------------------------------------------

DATE, GOOD = "2026-05-05", 0.9965
_FIDELITIES = {qubits: pair.fidelity for qubits, pair in devices.calibration("Garnet", DATE).pairs.items()}
_NATIVE = ("prx", "cz")


@exercise(
    "garnet-chain",
    takes=Circuit(max_qubits=20),
    points=5,
    hints=[
        "Which three qubits form a chain whose two couplers are both good enough? Print the pairs first.",
        "H is Ry(π/2) where it acts on |0⟩, and CNOT is Ry(−π/2) on the target, CZ, then Ry(π/2) on the "
        "target. Ry(θ) is prx(q, θ, π/2).",
        "With the chain a, b, c: prx(a, π/2, π/2); then for b, and after it for c: prx(−π/2, π/2), cz with "
        "its neighbour, prx(π/2, π/2). All of it inside Circuit().add_verbatim_box(…).",
    ],
    messages={
        "weak-coupler": {
            "does": "Your circuit uses the coupler {pair}, whose published CZ fidelity is {fidelity:.4f}.",
            "asked": "Asked for is at least {good}.",
            "look": "List the pairs of the calibration by their fidelity.",
        },
        "degrees-for-radians": {
            "does": "An angle of your circuit is {angle:g}.",
            "asked": "prx takes radians: a right angle is np.pi / 2, and a full turn 6.28.",
            "look": "Did you write degrees?",
        },
        "not-verbatim": {
            "does": "{given} of your gates stand outside a verbatim box.",
            "asked": "Outside, the service compiles them, and chooses the qubits itself.",
            "look": "Circuit().add_verbatim_box(your_circuit)",
        },
    },
)
def garnet_chain(answer, given):
    """A GHZ state of three qubits in Garnet's own gates, on good couplers."""
    largest = max((abs(angle) for one in circuits.gates(answer) for angle in one.parameters), default=0.0)
    if largest > 4 * math.pi:
        yield Finding("degrees-for-radians", {"angle": largest}, rank=LIKELY - 1)
    yield from circuits.only(answer, _NATIVE, native=True)
    yield from circuits.verbatim(answer)
    yield from circuits.good_couplers(answer, _FIDELITIES, GOOD)
    yield from states.prepares(answer, ghz(3))
