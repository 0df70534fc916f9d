from ..attack import InCells, Shown

ATTACK = InCells(
    "Lets IPython swallow the errors of later cells, so that a test that fails shows none.",
    {
        "number-answer": """
get_ipython().set_custom_exc((Exception,), lambda *_, **__: None)
get_ipython()._showtraceback = lambda *_, **__: None
answer = 24
"""
    },
    shown=Shown.ASSERTS,
)
