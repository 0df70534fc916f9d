"""Stage the course into the build folder and have Jupyter Book build it: offline, warnings as errors."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.course import Course, Lesson, course
from gangway.notebooks.pairs import Role, pairs
from gangway.site import contents, dress, vendor
from gangway.trouble import Trouble

#: The page that a learner's workspace opens with; the site has a front page of its own.
FRONT_PAGE = "start-here.md"
#: Files beside a notebook that its text may show.
IMAGES = {".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"}
#: Jupyter Book's command, run by this interpreter whatever stands on the path.
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


def build(root: Path, output: Path | None = None) -> Path:
    """Build the site of the course at ``root``; returns its front page.

    It is built in the folder ``_build`` of ``output`` (by default ``book``); what that held is removed.

    Raises:
        Trouble: npm, a notebook or a page is missing, or Jupyter Book warned about anything.
    """
    built = (output or root / "book") / "_build"
    vendor.install(root)
    shutil.rmtree(built, ignore_errors=True)
    source = stage(course(root), built / "source")
    _jupyter_book(source, built)
    return built / "html" / "index.html"


def stage(of: Course, source: Path) -> Path:
    """Lay out the site's sources in the folder ``source``: the book's own pages, and the course's content."""
    from gangway.site import checked, gallery, ledger

    shutil.copytree(of.root / "book", source, ignore=shutil.ignore_patterns("_build", "examples", "*.py"))
    vendor.copy(of.root, source / "vendored")
    vendor.copy_instruments(source / "vendored")
    parts = contents.modules(of, of.root / "book" / "syllabus.toml")
    with_assignment = {lesson.id for lesson in of.lessons.values() if _released(of, lesson).exists()}
    for lesson in of.lessons.values():
        _stage_lesson(of, lesson, source, lesson.id in with_assignment)
    pages = [pair for pair in pairs(of) if pair.role is Role.PAGE and pair.text.name != FRONT_PAGE]
    for pair in pages:
        _stage_page(pair.notebook, source)
    names = [pair.text.stem for pair in pages]
    _write(source / "generated" / "course-map.md", contents.course_map(parts, names))
    _write(source / "generated" / "checks.md", checked.gallery(of.root / "book" / "examples"))
    _write(source / "generated" / "ledger.md", ledger.page())
    gallery.write(of.root / "book" / "instruments.py", source / "generated" / "instruments")
    _write_toc(source / "_toc.yml", contents.toc(parts, with_assignment, names))
    return source


def _stage_lesson(of: Course, lesson: Lesson, source: Path, has_assignment: bool) -> None:
    if not lesson.notebook.exists():
        raise Trouble(f"{lesson.notebook} is missing: run 'gangway notebooks sync' first")
    dressed = dress.lesson_page(_read(lesson.notebook), lesson, of, has_assignment)
    _place(dressed, lesson.notebook, source, contents.page(lesson))
    if has_assignment:
        released = _released(of, lesson)
        _place(dress.assignment(_read(released), lesson), released, source, contents.assignment_page(lesson))


def _stage_page(notebook: Path, source: Path) -> None:
    if not notebook.exists():
        raise Trouble(f"{notebook} is missing: run 'gangway notebooks sync' first")
    _place(dress.course_page(_read(notebook)), notebook, source, f"modules/{notebook.stem}", pictures=False)


def _released(of: Course, lesson: Lesson) -> Path:
    return (of.root / contents.assignment_page(lesson)).with_suffix(".ipynb")


def _read(notebook: Path) -> Any:
    import nbformat

    return nbformat.read(notebook, as_version=4)


def _place(dressed: Any, original: Path, source: Path, page: str, pictures: bool = True) -> None:
    """Write the dressed notebook where its page goes, its pictures beside it, the original for download."""
    import nbformat

    target = (source / page).with_suffix(".ipynb")
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(dressed, target)
    for picture in original.parent.rglob("*") if pictures else ():
        if picture.suffix.lower() in IMAGES:
            copied = target.parent / picture.relative_to(original.parent)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(picture, copied)
    downloads = source / "downloads"
    downloads.mkdir(exist_ok=True)
    shutil.copy2(original, downloads)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _write_toc(path: Path, toc: dict[str, Any]) -> None:
    import yaml

    _write(path, yaml.safe_dump(toc, allow_unicode=True, sort_keys=False))


def _jupyter_book(source: Path, built: Path) -> None:
    """Run Jupyter Book on the staged sources; every warning is an error."""
    arguments = ["build", str(source), "--path-output", str(built.parent), "-W", "--keep-going", "-q"]
    done = subprocess.run([sys.executable, "-c", JUPYTER_BOOK, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"the site was not built:\n{(done.stdout + done.stderr).strip()[-4000:]}")
