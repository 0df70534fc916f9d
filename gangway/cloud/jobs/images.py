"""ECR as far as the SDK asks it: which Python is in a job's image.

There is no image. A job runs in this course's own Python, so that is the version the image is said to have.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

from gangway.cloud.errors import invalid
from gangway.cloud.wire import Request, Response

#: The one image that stands for this machine's Python, as the SDK names it.
REPOSITORY = "amazon-braket-base-jobs"
_TAGS = ("latest", f"1-cpu-py{sys.version_info.major}{sys.version_info.minor}-gangway")
_DIGEST = f"sha256:{hashlib.sha256(_TAGS[1].encode()).hexdigest()}"
_TYPE = "application/x-amz-json-1.1"


def answer(request: Request) -> Response:
    """The response to a request to ECR."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    operation = headers.get("x-amz-target", "").rpartition(".")[2]
    if operation != "BatchGetImage":
        message = f"Of ECR the practice cloud answers BatchGetImage only, not {operation}."
        return _error("UnsupportedOperationException", message)
    try:
        asked = json.loads(request.body)
        repository, wanted = asked["repositoryName"], asked["imageIds"]
    except (ValueError, KeyError, TypeError):
        return _error("InvalidParameterException", "BatchGetImage takes a repositoryName and imageIds.")
    if repository != REPOSITORY:
        return _error("RepositoryNotFoundException", _unknown(repository))
    found = [tag for each in wanted for tag in _tags(each)]
    images = [_image(asked.get("registryId", ""), tag) for tag in found]
    failures = [
        {"imageId": each, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}
        for each in wanted
        if not _tags(each)
    ]
    return Response(
        200, {"Content-Type": _TYPE}, json.dumps({"images": images, "failures": failures}).encode()
    )


def check(uri: str) -> None:
    """Make sure that an image is the one that this machine's Python stands for.

    Raises:
        ServiceError: it is another.
    """
    repository, _, tag = uri.rpartition("/")[2].partition(":")
    if repository != REPOSITORY:
        raise invalid(_unknown(repository))
    if tag not in _TAGS:
        raise invalid(f"There is no image {repository}:{tag}; there are the tags {', '.join(_TAGS)}.")


def _unknown(repository: str) -> str:
    return (
        "The practice cloud has no containers: a job runs in this course's own Python, which stands for the"
        f" image {REPOSITORY}. It can't run {repository}; leave image_uri out."
    )


def _tags(wanted: dict[str, Any]) -> tuple[str, ...]:
    if wanted.get("imageTag") in _TAGS:
        return (wanted["imageTag"],)
    return _TAGS if wanted.get("imageDigest") == _DIGEST else ()


def _image(registry: str, tag: str) -> dict[str, Any]:
    return {
        "registryId": registry,
        "repositoryName": REPOSITORY,
        "imageId": {"imageDigest": _DIGEST, "imageTag": tag},
    }


def _error(code: str, message: str) -> Response:
    body = json.dumps({"__type": code, "message": message}).encode()
    return Response(400, {"Content-Type": _TYPE, "x-amzn-errortype": code}, body)
