"""What the site's pages load, from npm by lock file into the site: nothing is asked of another host."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from gangway.trouble import Trouble

#: Parts of MathJax that a page can ask for: the component, what it loads on demand, and the fonts.
MATHJAX = (
    "tex-chtml.js",
    "input/tex/extensions",
    "output/chtml/fonts",
    "a11y",
    "ui",
    "sre/mathmaps/base.json",
)
MATHJAX_SPEECH = "sre/mathmaps/en.json"


def install(root: Path) -> None:
    """Install the packages of ``package-lock.json`` under ``node_modules``, if they aren't there already.

    Raises:
        Trouble: npm is missing or failed.
    """
    if _installed(root) == _locked(root):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise Trouble("the site needs npm, which was not found: install Node.js (20 or later) and try again")
    done = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"npm ci failed, so the site can't be built:\n{done.stderr.strip()}")


def copy(root: Path, static: Path) -> None:
    """Copy what pages load from ``node_modules`` into the folder ``static``."""
    source = root / "node_modules" / "mathjax" / "es5"
    for part in (*MATHJAX, MATHJAX_SPEECH):
        target = static / "mathjax" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target, dirs_exist_ok=True)
        else:
            shutil.copy2(source / part, target)


def copy_instruments(static: Path) -> None:
    """Copy the instruments' ES modules into the folder ``static``."""
    from gangway.widgets.instrument import HERE

    target = static / "widgets"
    target.mkdir(parents=True, exist_ok=True)
    for script in HERE.glob("*.js"):
        shutil.copy2(script, target)


def _locked(root: Path) -> dict[str, str]:
    return _versions(root / "package-lock.json")


def _installed(root: Path) -> dict[str, str]:
    hidden = root / "node_modules" / ".package-lock.json"
    return _versions(hidden) if hidden.exists() else {}


def _versions(lock: Path) -> dict[str, str]:
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    # optional ones are for one system each: here or not, they follow the package that asks for them
    return {name: entry["version"] for name, entry in packages.items() if name and not entry.get("optional")}
