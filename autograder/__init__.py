"""The grader of the Gangway course: what an exercise is, how an answer is judged, how a cohort is graded.

Nothing in this package imports :mod:`gangway`; what a check needs to know about devices or prices is
passed to it as an argument.
"""
