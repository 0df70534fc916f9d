from ..attack import InCells, Shown

ATTACK = InCells(
    "Displays scripts in every way that a page might take as its own.",
    {
        "number-answer": """
from IPython.display import HTML, Javascript, Markdown, SVG, display, publish_display_data
answer = 24
evil = "<script>alert('evil')</script><img src=x onerror=alert(1)><iframe srcdoc='<script>1</script>'></iframe>"
evil += "<a href='javascript:alert(1)'>x</a><base href='//evil'><form action='//evil'><input></form>"
evil += "<svg onload=alert(1)><style>@import url(//evil)</style></svg><math><mtext><table><mglyph><style><img src>"
display(HTML(evil), Javascript("alert(1)"), Markdown(evil))
data = {"text/html": evil, "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>1</script></svg>",
        "application/javascript": "alert(1)", "text/markdown": evil, "text/latex": "$x" + evil, "image/png": '"><script>',
        "application/vnd.jupyter.widget-view+json": {"model_id": evil}, "text/plain": evil, evil: evil}
publish_display_data(data, metadata={"isolated": True, "width": evil})
print(evil, chr(27) + "]8;;javascript:alert(1)" + chr(7) + "x")
raise type("<script>alert(1)</script>", (Exception,), {})(evil)
""",
        "why-written": (
            "<script>alert(1)</script> [x](javascript:alert(1)) ![x](x){onerror=1} <img src=x onerror=alert(1)>\n"
            "```{raw} html\n<script>alert(1)</script>\n```\n<iframe src='//evil'></iframe>"
        ),
    },
    shown=Shown.OUTSIDE,
)
