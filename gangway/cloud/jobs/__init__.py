"""Hybrid jobs: a script that runs beside the devices, as a process of this machine.

Amazon Braket runs a job's script in a container on an instance. The practice cloud has neither: it unpacks
the script in a folder of its own and runs it with this course's Python, with the rights of whoever started
the cloud, and with AWS clients that reach the practice cloud only. A job's life is the same:

* :mod:`jobs` decides when a job starts and what becomes of it,
* :mod:`run` is one job from its start to its end,
* :mod:`staging` brings the source, the input data and the checkpoints, and takes the results away,
* :mod:`process` is the process, :mod:`script` what goes on inside it,
* :mod:`bridge` carries its requests where the cloud has no server,
* :mod:`journal`, :mod:`queries`, :mod:`images` and :mod:`roles` answer what clients ask of Logs, ECR and IAM.
"""
