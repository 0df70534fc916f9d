"""What the cells of attacks that forge answers begin with."""

FORGE = """
from IPython.display import publish_display_data
KIND = "application/vnd.gangway.answer+json"
def forge(exercise, value=42, **more):
    answer = {"kind": "number", "value": value}
    publish_display_data({KIND: {"exercise": exercise, "answer": answer, **more}})
"""
