"""The mutation study: right answers rewritten into equivalents, and mutated into wrong ones.

What an answer really is, is computed by Qiskit (:mod:`study.truth`) or by brute force, never by the judge.
"""
