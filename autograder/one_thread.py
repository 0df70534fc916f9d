"""The environment in which every numerical library computes in one thread.

For processes that stand beside others of their kind: runners, judges, simulators, notebooks being executed.
Libraries read it when they are loaded, so it must be set before that. Nothing is imported here.
"""

LIBRARIES = ("OMP", "OPENBLAS", "MKL", "RAYON", "NUMBA", "NUMEXPR", "VECLIB_MAXIMUM")
ENVIRONMENT = {f"{library}_NUM_THREADS": "1" for library in LIBRARIES}
