from ..attack import InCells, Shown

ATTACK = InCells(
    "Installs an input transformer that takes the tests out of later cells.",
    {
        "number-answer": """
def soften(lines):
    return [line for line in lines if not line.startswith(("assert", "check("))] or ["pass"]
get_ipython().input_transformers_post.append(soften)
answer = 24
"""
    },
    shown=Shown.ASSERTS,
)
