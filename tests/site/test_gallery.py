"""The gallery's instruments as pieces of page, and instruments in notebooks that stay alive on the site."""

from __future__ import annotations

from nbformat.v4 import new_output

from autograder.course import course
from gangway.site import gallery
from gangway.site.stills import WIDGET, Stills
from gangway.widgets import BlochSphere

BOOK = course().root / "book"


def test_every_instrument_of_the_gallery_is_placed_and_has_a_task(tmp_path):
    made = gallery.instruments(BOOK / "instruments.py")
    gallery.write(BOOK / "instruments.py", tmp_path)
    page = (BOOK / "gallery.md").read_text("utf-8")
    for name in made:
        assert f"{{include}} generated/instruments/{name}.md" in page
        assert 'class="gangway-instrument"' in (tmp_path / f"{name}.md").read_text("utf-8")
    sections = [part for part in page.split("\n## ")[1:] if "generated/instruments/" in part]
    assert [part.partition("\n")[0] for part in sections if "**Task" not in part] == []


def test_a_course_without_such_a_file_has_an_empty_gallery(tmp_path):
    assert gallery.instruments(tmp_path / "instruments.py") == {}


def test_an_instrument_of_a_notebook_stays_alive_on_its_page():
    data, metadata = BlochSphere([1, 0])._repr_mimebundle_()
    output = new_output("execute_result", data, metadata=metadata, execution_count=1)
    assert WIDGET in output.data
    (shown,) = Stills({}).of(output)
    assert list(shown.data) == ["text/html"]
    assert 'data-instrument="bloch"' in shown.data["text/html"]
