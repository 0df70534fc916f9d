from ..attack import InCells, Shown

ATTACK = InCells(
    "Sends a result of full points in the test cell's name before the test cell runs.",
    {
        "number-answer": """
answer = 24
shell = get_ipython()
kernel = getattr(shell, "kernel", None)
def lie(*_):
    data = {"text/plain": "2.0"}
    if hasattr(kernel, "iopub_socket"):
        content = {"execution_count": 1, "data": data, "metadata": {}}
        kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent("shell"))
    else:
        shell.display_pub.publish(data)
shell.events.register("pre_run_cell", lie)
"""
    },
    shown=Shown.ASSERTS,
    kernel=True,
)
