"""Grading a cohort: intake -> run -> judge -> write, a module each.

``intake`` turns a submitted folder into a clean notebook or a refusal, ``run`` executes it and hands back
outputs, ``judging`` turns answers into results, ``gradebook`` writes them. The first three take bytes and
paths and return plain data, so that each can move into a process, a sandbox or a cluster of its own;
``grade`` strings them together. Only ``gradebook``, ``handout``, ``collect``, ``feedback`` and ``export``
know nbgrader.
"""
