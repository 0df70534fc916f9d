"""Attacks on the grader: one file an attack, each shown to work somewhere before it is shown to fail here.

``cases/`` holds the attacks. ``test_shown.py`` runs each where nothing holds it back (nbgrader's own way, a
process without a jail, a collector that believes everything), ``test_paths.py`` runs all of them, with
honest learners between, through every path that grades. ``python -m tests.attacks`` prints the list.
"""
