from ..attack import InCells

ATTACK = InCells(
    "Looks at every later cell before it runs, and so at the hidden tests.",
    {
        "number-answer": """
def look(info):
    print("CELL", info.raw_cell)
    if "HIDDEN TESTS" in info.raw_cell:
        gained("the hidden tests")
get_ipython().events.register("pre_run_cell", look)
answer = 24
"""
    },
    asserts="### BEGIN HIDDEN TESTS\nassert answer == 42\n### END HIDDEN TESTS",
)
