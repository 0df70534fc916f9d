"""TagResource, UntagResource and ListTagsForResource, and the tags of the other operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from gangway.cloud.errors import invalid, not_found
from gangway.cloud.store import Job, SpendingLimit, Tag, Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from gangway.cloud.here import Here, Parameters, Result

#: The service's own limits.
MOST, LONGEST_KEY, LONGEST_VALUE = 50, 128, 256
#: The tag that every task of the practice cloud carries.
EMULATED = ("gangway:practice-cloud", "emulated, not run on quantum hardware")
_KINDS = {"job": Job, "quantum-task": Task, "spending-limit": SpendingLimit}


def put(here: Here, asked: Parameters) -> Result:
    """Add tags, or replace those of the same keys."""
    with here.session() as session:
        arn = _resource(here, session, asked["resourceArn"])
        write(session, arn, asked["tags"])
    return {}


def remove(here: Here, asked: Parameters) -> Result:
    """Remove the tags of some keys; those that aren't there are no error."""
    with here.session() as session:
        arn = _resource(here, session, asked["resourceArn"])
        session.execute(delete(Tag).where(Tag.resource == arn, Tag.key.in_(asked["tagKeys"])))
    return {}


def list_all(here: Here, asked: Parameters) -> Result:
    """All tags of a resource."""
    with here.session() as session:
        return {"tags": read(session, _resource(here, session, asked["resourceArn"]))}


def read(session: Session, arn: str) -> dict[str, str]:
    """The tags of a resource."""
    return {tag.key: tag.value for tag in session.scalars(select(Tag).where(Tag.resource == arn))}


def write(session: Session, arn: str, tags: Mapping[str, str]) -> None:
    """Add tags to a resource.

    Raises:
        ServiceError: too many of them, or one that is too long.
    """
    for key, value in tags.items():
        if not 1 <= len(key) <= LONGEST_KEY or len(value) > LONGEST_VALUE:
            raise invalid(
                f"A tag's key has 1 to {LONGEST_KEY} characters and its value at most {LONGEST_VALUE};"
                f" {key[:40]!r} has {len(key)} and {len(value)}."
            )
    if len(together := {*read(session, arn), *tags}) > MOST:
        raise invalid(f"A resource has at most {MOST} tags; this would make {len(together)}.")
    for key, value in tags.items():
        session.merge(Tag(resource=arn, key=key, value=value))


def _resource(here: Here, session: Session, arn: str) -> str:
    kind = arn.split(":")[-1].partition("/")[0]
    if kind not in _KINDS:
        raise invalid(f"{arn!r} can't have tags here; these can: {', '.join(_KINDS)}.")
    here.check_arn(arn, kind)
    if session.get(_KINDS[kind], arn) is None:
        raise not_found(f"There is no {kind.replace('-', ' ')} {arn}.")
    return arn
