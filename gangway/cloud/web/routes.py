"""The pages over HTTP: which address shows what, with headers that let nothing else run or look in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gangway.cloud import accounts
from gangway.cloud.web import access

if TYPE_CHECKING:
    from jinja2 import Environment

    from gangway.cloud.service import Service
    from gangway.cloud.store import Account

#: Seconds between two refreshes of a page that can change.
EVERY = 3
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_KINDS = {"page.css": "text/css", "page.js": "text/javascript"}
_WITHOUT = (
    "Every account has a page of its own, and its address holds a token that is new at each start. To get it:"
    " gangway cloud status"
)


@dataclass(frozen=True)
class Visit:
    """One look at a page: at which cloud, whose, and what of it."""

    service: Service
    account: Account
    root: str
    path: dict[str, str]
    query: dict[str, str]

    def show(self, template: str, here: str, every: int = EVERY, **values: Any) -> Response:
        """A page of this account's."""
        common = {"account": self.account, "root": self.root, "here": here, "every": every}
        now = self.service.clock.now()
        return _page(template, 200, now=_moment(now), places=_places(), **common, **values)

    def missing(self, what: str) -> Response:
        """The page for what isn't there, or is another account's: nobody learns which."""
        common = {"account": self.account, "root": self.root, "here": None, "every": 0}
        why = f"This account has no {what} of that name."
        return _page("refused.html", 404, places=_places(), heading="Not here", why=why, **common)


def routes(service: Service, secret: str) -> list[Route]:
    """The routes of a service's pages; ``secret`` is the server's own."""

    def shown(look: Callable[[Visit], Response]) -> Callable[[Request], Any]:
        def answered(request: Request) -> Response:
            given = request.path_params.pop("token")
            account = access.owner(secret, accounts.everyone(service.store), given)
            if account is None:
                return refused()
            root = f"{access.PAGES}/{given}"
            return look(Visit(service, account, root, request.path_params, dict(request.query_params)))

        async def answer(request: Request) -> Response:
            return await run_in_threadpool(answered, request)

        return answer

    async def without_token(_request: Request) -> Response:
        return refused()

    own = "/gangway/page/{token}"
    return [
        Route(f"{access.STATIC}/{{name}}", _static, methods=["GET"]),
        *(Route(f"{own}{path}", shown(look), methods=["GET"]) for path, look in _LOOKS.items()),
        *(Route(path, without_token, methods=["GET"]) for path in ("/gangway", "/gangway/", access.PAGES)),
        Route(f"{access.PAGES}/{{rest:path}}", without_token, methods=["GET"]),
    ]


def refused() -> Response:
    """The page for whoever comes without a token."""
    common = {"account": None, "root": "", "here": None, "every": 0, "places": ()}
    return _page("refused.html", 403, heading="Whose page?", why=_WITHOUT, **common)


# --- what each address shows -------------------------------------------------------------------------------


def _devices(visit: Visit) -> Response:
    from gangway.cloud.web import machines

    found = machines.machines(visit.service, visit.account.id)
    return visit.show("devices.html", "", machines=found)


def _device(visit: Visit) -> Response:
    from gangway.cloud.web import machines

    slug = visit.path["slug"]
    found = machines.machine(visit.service, visit.account.id, slug)
    if found is None:
        return visit.missing("device")
    drawn = machines.couplers(slug)
    return visit.show("device.html", "", machine=found, couplers=drawn and drawn[1])


def _couplers(visit: Visit) -> Response:
    from gangway.cloud.web import machines

    found = machines.machine(visit.service, visit.account.id, visit.path["slug"])
    drawn = machines.couplers(found.device.slug) if found else None
    return Response(drawn[0], 200, HEADERS, "image/png") if drawn else visit.missing("picture")


def _tasks(visit: Visit) -> Response:
    from gangway.cloud.web import work

    status, number = visit.query.get("status"), visit.query.get("page", "1")
    status = status if status in work.STATUSES else None
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    found = work.listed(visit.service, visit.account.id, status, page)
    return visit.show("tasks.html", "tasks", listed=found, status=status)


def _task(visit: Visit) -> Response:
    from gangway.cloud.web import work

    found = work.detail(visit.service, visit.account.id, visit.path["name"])
    if found is None:
        return visit.missing("task")
    return visit.show("task.html", "tasks", 0 if found.ended else EVERY, detail=found)


def _jobs(visit: Visit) -> Response:
    from gangway.cloud.web import jobs

    return visit.show("jobs.html", "jobs", jobs=jobs.jobs(visit.service, visit.account.id))


def _job(visit: Visit) -> Response:
    from gangway.cloud.web import jobs

    found = jobs.job(visit.service, visit.account.id, visit.path["region"], visit.path["id"])
    if found is None:
        return visit.missing("job")
    lines = jobs.tasks(visit.service, found)
    return visit.show("job.html", "jobs", 0 if found.ended else EVERY, shown=found, lines=lines)


def _bill(visit: Visit) -> Response:
    from gangway.cloud.web import spending

    return visit.show("bill.html", "bill", bill=spending.bill(visit.service, visit.account.id))


_LOOKS: dict[str, Callable[[Visit], Response]] = {
    "/": _devices,
    "/devices/{slug}": _device,
    "/devices/{slug}/couplers.png": _couplers,
    "/tasks": _tasks,
    "/tasks/{name}": _task,
    "/jobs": _jobs,
    "/jobs/{region}/{id}": _job,
    "/bill": _bill,
}


def _places() -> tuple[tuple[str, str], ...]:
    return ("Devices", ""), ("Tasks", "tasks"), ("Jobs", "jobs"), ("Bill", "bill")


# --- rendering ---------------------------------------------------------------------------------------------


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _KINDS:
        return Response("There is no such file.", 404, HEADERS, "text/plain")
    return Response(_file(name), 200, HEADERS, _KINDS[name])


@cache
def _file(name: str) -> bytes:
    return files("gangway.cloud.web").joinpath("static", name).read_bytes()


def _page(template: str, code: int, **values: Any) -> Response:
    text = _environment().get_template(template).render(static=access.STATIC, **values)
    return Response(text, code, HEADERS, "text/html")


@cache
def _environment() -> Environment:
    """Templates in which everything is escaped that isn't one of our own pictures."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from gangway.cloud.web.work import dollars

    made = Environment(
        loader=PackageLoader("gangway.cloud.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["dollars"] = dollars
    return made


def _moment(now: float) -> str:
    from gangway.cloud.web.work import moment

    return moment(now)
