from ..attack import InCells

ATTACK = InCells(
    "Plants files in the Python environment: .pth, sitecustomize, byte code, Gangway itself.",
    {
        "number-answer": """
answer = 24
import glob, os, sys, sysconfig
places = [AIM["shared"]]
if jailed():
    import autograder, gangway, numpy
    places = [sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), sys.prefix, sys.exec_prefix]
    places += [os.path.dirname(one.__file__) for one in (autograder, gangway, numpy)]
    places += [place + "/__pycache__" for place in places]
for place in places:
    path = os.path.join(place, "zz_canary.pth")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.unlink(path)
        gained("may write into", place)
    except OSError:
        pass
"""
    },
)
