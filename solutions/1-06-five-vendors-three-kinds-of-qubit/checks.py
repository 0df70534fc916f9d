"""What is right in lesson 1-06, and what to say when it is not."""

from autograder.checks import choice, numbers, ordering, prediction
from autograder.exercise import exercise
from autograder.kinds import Number

heads = prediction.interval(
    "heads",
    truth=prediction.binomial(shots=100, probability=0.5),
    unit="heads in 100 tosses",
    hints=["Would 45 surprise you?", "The spread is √(N·p·(1 − p)).", "Here the spread is 5: take two of it."],
)

share = choice.choice(
    "share",
    options={"a": "heads divided by tosses", "b": "heads divided by tails"},
    right="a",
    says={"b": ("share-of-the-rest", {"does": "Your answer compares heads with tails, not with all tosses."})},
    hints=["A share of what?", "Try it with three heads in four tosses.", "The whole is all tosses."],
)

counting = ordering.ordering(
    "counting",
    lines={
        "a": "print(heads / 100)",
        "b": "heads = sum(tosses)",
        "c": "tosses = [randrange(2) for _ in range(100)]",
        "d": "heads = len(tosses)",
    },
    valid=["c b a"],
    distractors="d",
    says={"d": ("counts-everything", {"does": "Line d counts tosses, not heads."})},
    hints=["What must exist before it can be summed?", "Heads are ones.", "Toss, then sum, then print."],
)


@exercise(
    "mean",
    takes=Number(),
    points=2,
    hints=["What does one toss give on average?", "Averages add up.", "100 times one half."],
)
def mean(answer, given):
    yield from numbers.close_to(answer, 50)
