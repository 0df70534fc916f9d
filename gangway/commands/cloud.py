"""``gangway cloud``: the practice cloud on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from gangway.cloud.running import Address

app = typer.Typer(no_args_is_help=True)
account = typer.Typer(no_args_is_help=True)
app.add_typer(account, name="account", help="Accounts: each has its own tasks, buckets, limits and bill.")

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def start(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Where to listen.  [the first free one from 8790]")
    ] = None,
    time_scale: Annotated[
        float, typer.Option(min=0.0, help="What waiting is multiplied by: 1 for real, 0 for none.")
    ] = 0.01,
    seed: Annotated[
        int | None, typer.Option(help="Make results reproducible.  [fresh ones each time]")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many processes simulate.  [a core less than there are]")
    ] = None,
) -> None:
    """Start the practice cloud in the background, on this machine only."""
    from gangway.cloud import running

    folder = _folder()
    if address := running.find(folder):
        typer.echo(f"The practice cloud runs already at {address.url}. Its page: {_page(address)}")
        return
    address = running.start(folder, port, time_scale, seed, workers)
    typer.echo(
        f"The practice cloud runs at {address.url} (time scale {address.scale:g}).\n"
        f"Its page, with your tasks and your bill: {_page(address)}\n"
        'In a notebook: gangway.connect("practice"). To stop it: gangway cloud stop.'
    )


@app.command()
def stop() -> None:
    """Stop the practice cloud. Tasks, results and bills are kept; tasks under way start again next time."""
    from gangway.cloud import running

    typer.echo("The practice cloud has stopped." if running.stop(_folder()) else "It does not run.")


@app.command()
def status(as_json: _Json = False) -> None:
    """Say whether it runs, where, and what it has to do."""
    import json

    from gangway.cloud import running
    from gangway.cloud.web.access import page

    address = running.find(_folder())
    if address is None:
        typer.echo('{"running": false}' if as_json else "It does not run. Start it with: gangway cloud start")
        raise typer.Exit(1)
    said = running.ask(address, "status")
    for each in said["accounts"]:
        each["page"] = page(address, each["id"])
    if as_json:
        about = {"running": True, "url": address.url, "pid": address.pid, "time_scale": address.scale}
        typer.echo(json.dumps({**about, **said}, indent=1))
        return
    typer.echo(f"It runs at {address.url} (process {address.pid}, time scale {address.scale:g}).")
    for each in said["accounts"]:
        tasks = ", ".join(f"{count} {name}" for name, count in sorted(each["tasks"].items())) or "no tasks"
        if each["jobs"]:
            counts = (f"{count} {name}" for name, count in sorted(each["jobs"].items()))
            tasks += f"; hybrid jobs: {', '.join(counts)}"
        typer.echo(f"  {each['name']} ({each['id']}): {tasks}\n    page: {each['page']}")


@app.command()
def web(
    name: Annotated[str, typer.Option("--account", help="Whose page.")] = "you",
) -> None:
    """Open the practice cloud's page in a browser: devices, tasks with their results, the bill."""
    import webbrowser

    place = _page(_running(), name)
    opened = webbrowser.open(place)
    typer.echo(place if opened else f"No browser could be opened. The page: {place}")


@app.command()
def logs(lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many.")] = 50) -> None:
    """Show the last lines of its log."""
    from gangway.cloud import running

    said = running.log_lines(_folder(), lines)
    typer.echo("\n".join(said) if said else "There is no log yet.")


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False) -> None:
    """Forget all tasks, results, limits and bills, for good. Accounts stay."""
    from gangway.cloud import running

    address = _running()
    if not yes and not typer.confirm("Forget all tasks, results, limits and bills of the practice cloud?"):
        typer.echo("Nothing was forgotten.")
        return
    running.ask(address, "reset")
    typer.echo("The practice cloud is as new.")


@app.command()
def bill(as_json: _Json = False) -> None:
    """Show what was "spent", by day, account and device. Nobody is charged."""
    import json

    from gangway.cloud import running

    said = running.ask(_running(), "bill")
    rows = said["bill"]
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    for each in said["instances"]:
        typer.echo(
            f"{each['day']}  {each['account']}  {each['jobs']} hybrid jobs, {each['seconds']:,.0f} s of"
            f" {each['instance']}: its price is not published here, so only the jobs' tasks are billed."
        )
    if not rows:
        typer.echo("Nothing was spent yet.")
        return
    for line in _table(rows):
        typer.echo(line)
    typer.echo(
        f"\n${sum(row['dollars'] for row in rows):,.2f} by published prices; nobody is charged anything."
        + ("" if all(row.get("priced", True) for row in rows) else " What isn't published isn't in the sum.")
    )


@app.command()
def env(
    name: Annotated[str, typer.Option("--account", help="Whose.")] = "you",
) -> None:
    """Print what turns a terminal's AWS command line to the practice cloud: eval "$(gangway cloud env)"."""
    import shlex

    from gangway.cloud import running
    from gangway.cloud.isolation import LEADING_ELSEWHERE, PUT_ASIDE, write_profile

    address = _running()
    who = running.ask(address, "account", name=name)
    config, credentials = write_profile(_folder() / "aws" / name, address.url, who["access_key"])
    wanted = {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "AWS_EC2_METADATA_DISABLED": "true",
        "BRAKET_PRICE_OFFERS_URL": f"{address.url}/prices.csv",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    typer.echo(f"unset {' '.join((*PUT_ASIDE, *LEADING_ELSEWHERE))}")
    for variable, value in wanted.items():
        typer.echo(f"export {variable}={shlex.quote(value)}")


@account.command()
def add(name: Annotated[str, typer.Argument(help="Letters, digits, '-' and '_'.")]) -> None:
    """Make an account, and show its keys."""
    from gangway.cloud import running
    from gangway.cloud.accounts import SECRET

    made = running.ask(_running(), "add-account", name=name)
    typer.echo(
        f"Account {made['name']}, number {made['id']}.\n"
        f"  access key  {made['access_key']}\n  secret key  {SECRET}\n"
        f'In a notebook on this machine: gangway.connect("practice", account="{made["name"]}")'
    )


def _table(rows: list[dict[str, Any]]) -> list[str]:
    lines = [("day", "account", "device", "tasks", "shots", "dollars")]
    for row in rows:
        amount = f"{row['dollars']:,.5f}" if row.get("priced", True) else "not published"
        numbers = (str(row["tasks"]), f"{row['shots']:,}", amount)
        lines.append((row["day"], row["account"], row["device"], *numbers))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return [
        "  ".join(
            cell.rjust(width) if column > 2 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]


def _page(address: Address, name: str = "you") -> str:
    """The page of an account, which is made if there is none."""
    from gangway.cloud import running
    from gangway.cloud.web.access import page

    return page(address, running.ask(address, "account", name=name)["id"])


def _running() -> Address:
    from gangway.cloud import running
    from gangway.trouble import Trouble

    address = running.find(_folder())
    if address is None:
        raise Trouble("the practice cloud does not run. Start it with: gangway cloud start")
    return address


def _folder() -> Path:
    from gangway.cloud.connections import data_folder

    return data_folder()
