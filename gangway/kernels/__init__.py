"""Kernels that start warm: a parent process has loaded and tried what lessons use, and forks one a notebook.

On Linux only, for the lab that started it only, and only where a fork is safe; else a kernel starts cold, as
Jupyter starts it. ``provisioner`` is what Jupyter calls; ``parent`` is the lab's side of the warm parent;
``nursery`` is the program that the warm parent runs, ``rehearsals`` what it does beforehand, ``births`` what
a fork of it is given, ``child`` what it becomes; ``fitness`` says where forking is unsafe; ``status`` is what
``gangway doctor`` reads.
"""
