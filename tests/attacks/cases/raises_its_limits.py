from ..attack import STOPPED, InCells

ATTACK = InCells(
    "Raises its own limits and takes the filter off again.",
    {
        "number-answer": """
answer = 24
import resource
for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE"):
    kind = getattr(resource, name)
    soft, hard = resource.getrlimit(kind)
    if not jailed() and name == "RLIMIT_NOFILE":
        hard -= 1
    try:
        more = resource.RLIM_INFINITY if hard == resource.RLIM_INFINITY else hard + 1
        if hard != resource.RLIM_INFINITY:
            resource.setrlimit(kind, (more, more))
            gained("raised", name)
        elif name in ("RLIMIT_AS", "RLIMIT_FSIZE"):
            gained("has no", name)
    except (OSError, ValueError):
        pass
"""
    },
    ends=STOPPED,
)
