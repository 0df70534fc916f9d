"""Requests to operations and results to responses, driven by botocore's own model of the service.

Both doors speak through here, so what one accepts the other accepts. Parsing and serialising is moto's,
which reads the same model; botocore's validator then holds every request against it, and in tests every
result too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from gangway.cloud.errors import ServiceError, invalid

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel

Result = dict[str, Any]
#: The largest request that is read, in bytes. The service's own limit on an action is of this order.
MAX_BODY = 8 << 20
_CREDENTIAL = re.compile(r"Credential=(?P<key>[^/,\s]+)/\d{8}/(?P<region>[^/,\s]+)/(?P<service>[^/,\s]+)/")


@dataclass(frozen=True)
class Request:
    """One HTTP request: ``target`` is the path with its query, still percent-encoded."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """One HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Caller:
    """Who signed a request: the access key, and the region and service of the signature's scope."""

    access_key: str
    region: str
    service: str


def caller(headers: Mapping[str, str]) -> Caller:
    """Read the signature's credential scope. The signature itself is not verified: there is no secret.

    Raises:
        ServiceError: the request is not signed.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    found = _CREDENTIAL.search(lowered.get("authorization", ""))
    if not found:
        raise ServiceError(
            "AccessDeniedException", "The request is not signed with an AWS Signature Version 4."
        )
    return Caller(found["key"], found["region"], found["service"])


def parse(request: Request) -> tuple[str, Result]:
    """The operation that a request asks for, and its parameters under the model's member names.

    Raises:
        ServiceError: no operation has that method and path, or the parameters don't fit the model.
    """
    from moto.core.parse import RestJSONParser
    from werkzeug.datastructures import Headers, MultiDict

    path, query = urlsplit(request.target).path, urlsplit(request.target).query
    operation, labels = _route(request.method, path)
    if len(request.body) > MAX_BODY:
        raise invalid(f"The request has {len(request.body)} bytes; at most {MAX_BODY} are read.")
    try:
        parameters = RestJSONParser(operation).parse(
            {
                "body": request.body or b"{}",
                "headers": Headers(request.headers.items()),
                "method": request.method,
                "url_params": labels,
                "url_path": path,
                "values": MultiDict(parse_qsl(query, keep_blank_values=True)),
            }
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise invalid(f"The request's body can't be read: {error}") from error
    return operation.name, _validated(operation, parameters)


def respond(operation: str, result: Result) -> Response:
    """The response for an operation's result, whose members bear the model's names."""
    from moto.core.serialize import RestJSONSerializer

    written = RestJSONSerializer(model().operation_model(operation)).serialize(result)
    body = written["body"]
    return Response(
        written["status_code"],
        {**written["headers"], "Content-Type": "application/json"},
        body.encode() if isinstance(body, str) else body,
    )


def respond_error(error: ServiceError) -> Response:
    """The response for an error: the header that clients read its class from, and the message."""
    headers = {"Content-Type": "application/json", "x-amzn-errortype": error.code}
    return Response(error.status, headers, json.dumps({"message": error.message}).encode())


def check_result(operation: str, result: Result) -> None:
    """Hold a result against the model; raises :class:`ValueError` with every way in which it does not fit."""
    from botocore.validate import ParamValidator

    if (
        report := ParamValidator()
        .validate(result, model().operation_model(operation).output_shape)
        .generate_report()
    ):
        raise ValueError(f"{operation}: {report}")


@cache
def model() -> ServiceModel:
    """Botocore's model of Amazon Braket, in the classes that moto's parser and serialiser read."""
    from botocore.loaders import Loader
    from moto.core.model import ServiceModel

    return ServiceModel(Loader().load_service_model("braket", "service-2"), "braket")


@cache
def _routes() -> tuple[tuple[str, re.Pattern[str], OperationModel], ...]:
    """Method, path pattern and operation. A label never holds a slash here: clients percent-encode ARNs."""
    found = []
    for name in model().operation_names:
        operation = model().operation_model(name)
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", operation.http["requestUri"])
        found.append((operation.http["method"], re.compile(pattern), operation))
    return tuple(found)


def _route(method: str, path: str) -> tuple[OperationModel, dict[str, str]]:
    for wanted, pattern, operation in _routes():
        match = pattern.fullmatch(path)
        if wanted == method and match:
            return operation, {name: unquote(value) for name, value in match.groupdict().items()}
    raise ServiceError("ResourceNotFoundException", f"Amazon Braket has no operation {method} {path}.")


def _validated(operation: OperationModel, parameters: Result) -> Result:
    from botocore.validate import ParamValidator

    if report := ParamValidator().validate(parameters, operation.input_shape).generate_report():
        raise invalid(f"{operation.name}: {report}")
    return parameters
