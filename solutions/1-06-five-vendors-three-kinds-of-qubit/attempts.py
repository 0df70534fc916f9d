"""Answers to lesson 1-06 that must pass, and wrong ones that must be named."""

from autograder.attempts import alternative, placeholder, reference, wrong


@placeholder("heads", "no-answer")
def no_interval(given):
    return (..., ...)


@reference("heads")
def central_interval(given):
    return (40, 60)


@wrong("heads", "reversed-interval")
def larger_end_first(given):
    return (60, 40)


@wrong("heads", "outside-range")
def more_heads_than_tosses(given):
    return (40, 600)


@wrong("heads", "wrong-type")
def one_number(given):
    return 50


@placeholder("share", "no-answer")
def no_letter(given):
    return ...


@reference("share")
def of_all_tosses(given):
    return "a"


@wrong("share", "share-of-the-rest")
def of_the_tails(given):
    return "b"


@wrong("share", "unknown-option")
def another_letter(given):
    return "e"


@wrong("share", "wrong-type")
def a_number(given):
    return 1


@placeholder("counting", "no-answer")
def no_order(given):
    return ...


@reference("counting")
def toss_sum_print(given):
    return "c b a"


@wrong("counting", "counts-everything")
def with_the_length(given):
    return "c d a"


@wrong("counting", "line-missing")
def without_a_sum(given):
    return "c a"


@wrong("counting", "wrong-order")
def printed_too_early(given):
    return "c a b"


@placeholder("mean", "no-answer")
def untouched(given):
    return ...


@reference("mean")
def half_of_all(given):
    return 50


@alternative("mean")
def as_a_product(given):
    return 100 * 0.5


@wrong("mean", "off-by-two")
def all_of_them(given):
    return 100


@wrong("mean", "off-by-one")
def one_too_many(given):
    return 51


@wrong("mean", "wrong-sign")
def negative(given):
    return -50
