"""Queries of Logs: as far as ``fields``, ``filter … like /…/``, ``sort`` and ``limit`` go.

The SDK finds a job's metrics by such a query. moto's own takes no filters, so these are answered here, from
moto's events.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gangway.cloud.jobs.objects import Inside, Refused
from gangway.cloud.wire import Caller, Request, Response

if TYPE_CHECKING:
    from gangway.cloud.storage import Storage

_FIELDS = {"@timestamp": "timestamp", "@message": "message", "@logStream": "logStreamName"}
_FILTER = re.compile(r"filter\s+(@\w+)\s+like\s+/((?:[^/\\]|\\.)*)/")
_SORT = re.compile(r"sort\s+@timestamp(?:\s+(asc|desc))?")
_TYPE = "application/x-amz-json-1.1"
#: Events that a query answers with unless it says how many.
_MOST = 1000
#: Queries whose answers are kept for each cloud; the oldest are forgotten.
_KEPT = 200


class Malformed(ValueError):
    """The query says something that isn't understood here."""


@dataclass
class Query:
    """What a query asks for."""

    fields: list[str] = field(default_factory=lambda: ["@timestamp", "@message"])
    filters: list[tuple[str, re.Pattern[str]]] = field(default_factory=list)
    ascending: bool = False
    limit: int = _MOST


class Queries:
    """The queries of one cloud, and their answers."""

    def __init__(self, storage: Storage) -> None:
        self._storage, self._lock = storage, threading.Lock()
        self._answers: dict[tuple[str, str], list[list[dict[str, str]]]] = {}

    def answer(self, account: str, caller: Caller, request: Request) -> Response | None:
        """The response to StartQuery or GetQueryResults; None to any other request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation not in ("StartQuery", "GetQueryResults"):
            return None
        try:
            asked = json.loads(request.body)
            inside = Inside(self._storage, account, caller.region)
            found = self._start(account, inside, asked) if operation == "StartQuery" else None
            return _response(found or self._results(account, asked["queryId"]))
        except Malformed as error:
            return _error("MalformedQueryException", str(error))
        except (ValueError, KeyError, TypeError) as error:
            return _error("InvalidParameterException", f"{operation} lacks a parameter that fits ({error}).")
        except Refused as error:
            return _error("ResourceNotFoundException", str(error))

    def _start(self, account: str, inside: Inside, asked: dict[str, Any]) -> dict[str, Any]:
        query = parse(asked["queryString"])
        groups = asked.get("logGroupNames") or [asked["logGroupName"]]
        start, end = 1000 * int(asked["startTime"]), 1000 * int(asked["endTime"]) + 999
        events = [event for group in groups for event in _events(inside, group, start, end)]
        rows = select(events, query)[: int(asked.get("limit") or query.limit)]
        name = str(uuid.uuid4())
        with self._lock:
            self._answers[account, name] = rows
            for oldest in list(self._answers)[:-_KEPT]:
                del self._answers[oldest]
        return {"queryId": name}

    def _results(self, account: str, name: str) -> dict[str, Any]:
        with self._lock:
            rows = self._answers.get((account, name))
        if rows is None:
            raise Refused(f"There is no query {name}.")
        return {"status": "Complete", "results": rows, "statistics": {"recordsMatched": float(len(rows))}}


def parse(text: str) -> Query:
    """A query as it was written.

    Raises:
        Malformed: it says something that isn't understood here.
    """
    query = Query()
    for part in re.split(r"\s*\|\s*(?=fields|filter|sort|limit|stats|parse|display|dedup)", text.strip()):
        _take(part, query)
    return query


def _take(part: str, query: Query) -> None:
    if part.startswith("fields "):
        query.fields = [name.strip() for name in part.removeprefix("fields ").split(",")]
        if unknown := [name for name in query.fields if name not in _FIELDS]:
            raise Malformed(f"There is no field {unknown[0]}; there are: {', '.join(_FIELDS)}.")
    elif (found := _FILTER.fullmatch(part)) and found[1] in _FIELDS:
        try:
            query.filters.append((_FIELDS[found[1]], re.compile(found[2].replace("\\/", "/"))))
        except re.error as error:
            raise Malformed(f"/{found[2]}/ is no pattern: {error}.") from error
    elif found := _SORT.fullmatch(part):
        query.ascending = found[1] == "asc"
    elif found := re.fullmatch(r"limit\s+(\d+)", part):
        query.limit = int(found[1])
    else:
        raise Malformed(
            f"The practice cloud's Logs don't understand {part!r}. They know: fields, filter FIELD like /…/,"
            " sort @timestamp asc|desc, limit."
        )


def select(events: list[dict[str, Any]], query: Query) -> list[list[dict[str, str]]]:
    """The rows that a query picks from events, the newest first unless it says otherwise."""
    kept = [event for event in events if all(pattern.search(event[name]) for name, pattern in query.filters)]
    kept.sort(key=lambda event: event["timestamp"])  # of the same millisecond, as they came
    if not query.ascending:
        kept.reverse()
    return [_row(event, query.fields) for event in kept]


def _row(event: dict[str, Any], fields: list[str]) -> list[dict[str, str]]:
    shown = {**event, "timestamp": _time(event["timestamp"])}
    cells = [{"field": name, "value": str(shown[_FIELDS[name]])} for name in fields]
    return [*cells, {"field": "@ptr", "value": str(event["eventId"])}]


def _time(milliseconds: int) -> str:
    text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(sep=" ", timespec="milliseconds")
    return text.removesuffix("+00:00")


def _events(inside: Inside, group: str, start: int, end: int) -> list[dict[str, Any]]:
    """The events of a group between two times, in milliseconds."""
    events: list[dict[str, Any]] = []
    more: dict[str, str] = {}
    while True:
        found = inside.logs("FilterLogEvents", logGroupName=group, startTime=start, endTime=end, **more)
        events += found["events"]
        if not found.get("nextToken"):
            return events
        more = {"nextToken": found["nextToken"]}


def _response(result: dict[str, Any]) -> Response:
    return Response(200, {"Content-Type": _TYPE}, json.dumps(result).encode())


def _error(code: str, message: str) -> Response:
    body = json.dumps({"__type": code, "message": message}).encode()
    return Response(400, {"Content-Type": _TYPE, "x-amzn-errortype": code}, body)
