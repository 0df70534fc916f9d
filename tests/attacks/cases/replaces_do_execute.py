from ..attack import InCells, Shown

ATTACK = InCells(
    "Replaces the kernel's do_execute, so that no later cell runs at all.",
    {
        "number-answer": """
answer = 24
shell = get_ipython()
async def nothing(code, silent, *_, **__):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
if hasattr(shell, "kernel"):
    shell.kernel.do_execute = nothing
"""
    },
    shown=Shown.ASSERTS,
    kernel=True,
)
