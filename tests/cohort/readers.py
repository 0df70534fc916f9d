"""Tables read back by programs that didn't write them: pandas, and LibreOffice as people open files in it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pandas

#: LibreOffice's names for CSV in UTF-8: separator 44 is the comma, 34 the quotation mark, 76 is UTF-8.
_READ, _WRITE = "CSV:44,34,76", "csv:Text - txt - csv (StarCalc):44,34,76"


def by_the_standard_library(path: Path) -> list[list[str]]:
    """Header and rows."""
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def by_pandas(path: Path) -> list[list[str]]:
    """Header and rows, every field as text."""
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return [list(frame.columns), *frame.to_numpy().tolist()]


def by_libreoffice(path: Path, folder: Path) -> list[list[str]]:
    """Header and rows, after LibreOffice has opened the file as a spreadsheet and saved it again."""
    folder.mkdir()
    source, back = shutil.copy(path, folder / "opened.csv"), folder / "saved"
    home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    program = shutil.which("soffice") or "soffice"
    command = [program, home, "--headless", f"--infilter={_READ}", "--convert-to", _WRITE, "--outdir", back]
    subprocess.run([*map(str, command), source], check=True, timeout=300, capture_output=True)
    return by_the_standard_library(back / "opened.csv")


def in_figures(table: list[list[str]]) -> list[list[object]]:
    """The table with numbers, times, and what is true as such: 2.0 and 2 are the same score."""
    return [[_figure(field) for field in row] for row in table]


def _figure(field: str) -> object:
    for kind in (float, datetime.fromisoformat):
        try:
            return kind(field)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(field.lower(), field)
