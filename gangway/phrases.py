"""What ``check()``, ``hint()`` and ``predict()`` say around a verdict, apart from their logic.

Templates for :meth:`str.format`; what the judge says about an answer is in ``autograder/messages``. Text
between backquotes is shown as code.
"""

from autograder.findings import Outcome

#: The heading of a verdict.
HEADINGS = {
    Outcome.PASSED: "Right. Points: {score:g} of {points:g}.",
    Outcome.PARTLY: "Partly right. Points: {score:g} of {points:g}.",
    Outcome.WRONG: "Not right yet. Points: 0 of {points:g}.",
    Outcome.NO_ANSWER: "No answer yet.",
    Outcome.MALFORMED: "This can't be checked yet.",
    Outcome.GRADER_FAULT: "The check failed.",
}
OTHER_HEADING = "Not judged: {outcome}."

HINT_OFFER = 'Stuck? `hint("{id}")` shows the next of {left} hints.'
HINT_OFFER_LAST = 'Stuck? `hint("{id}")` shows the last hint.'
HINT_HEADING = "Hint {step} of {steps}"
HINT_REST = 'Not enough? Call `hint("{id}")` again.'
HINT_LAST = "That was the last hint."
HINTS_GONE = "All {steps} hints"

PREDICTED = "Recorded. Now run the next cell to see what happens."
PREDICTED_LATE = "Recorded, as a prediction made after the result was shown."
NOT_PREDICTED = "Not recorded."
NOTHING_PREDICTED = "Nothing predicted yet."
NOTHING_PREDICTED_WHY = "Put what you expect in place of the dots and run this cell, before you run the next."
PREDICT_FIRST = "Predict first."
PREDICT_FIRST_WHY = (
    'You have not predicted yet. Put what you expect into `predict("{id}", …)` in the cell above and run it,'
    " then run this cell again. A wrong guess costs nothing: having made one is what helps."
)
REVEALED = "Your prediction, and what came out"
REVEALED_LATE = "This prediction was made after the result had been shown."
NOT_A_PREDICTION = 'There is nothing to predict in "{id}": use `check("{id}", …)`.'

RECORDED = "Recorded."

#: What an instrument that asks says besides.
REMARKS = "Your prediction"
SENT = "Handed in."
NOTHING_YET = "Choose, arrange or fill in something first."
NOT_KEPT = "This page keeps nothing. In JupyterLab your answer counts as progress."
ANSWERED_IN_CODE = '"{id}" is answered in code: use `check("{id}", …)`.'

#: What a cohort's sealed assignment says.
JOINED = "These are {learner}'s numbers."
JOINED_WHY = (
    "`given(…)` uses them, and your work is judged with them. `check(…)` says whether an answer is"
    " well-formed; the score comes with your feedback."
)
UNJOINED = "Your numbers are missing."
UNJOINED_WHY = "Put your token into the cell with `join(…)` near the top of the notebook and run it."
JOINED_OTHER = "This is a token for {given}; this notebook is {asked}."
SEALED = "Well-formed, and recorded."
SEALED_WHY = "Whether it is right comes with your feedback. Save the notebook and hand it in."
SEALED_NOTHING = "No answer yet."
SEALED_NOTHING_WHY = "Write your answer in the cell above and run both cells."
SEALED_MALFORMED = "This can't be graded as it is."
SEALED_MALFORMED_WHY = "This exercise expects {expected}."
UNKNOWN = "No such exercise."
NOT_ASKED = 'This assignment does not ask for "{id}".'
NOT_AN_ID = 'The exercise\'s id comes first, as in `{function}("1-01/bell-pair", …)`; this is {given}.'
NO_COURSE = "The course isn't here."
NO_COURSE_WHY = (
    "No course content was found. Open this notebook from your workspace, with `make lab`, or set the"
    " environment variable {variable} to the folder that holds modules/ and solutions/."
)
FAULT = "The check failed."
FAULT_WHY = (
    "The check itself failed, through no fault of yours ({error}). Your answer is untouched; tell the"
    " course's maintainers which exercise it was."
)
