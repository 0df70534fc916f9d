"""Accounts of the practice cloud: each access key is one, with its own tasks, buckets, limits and bill.

The keys are made here and open nothing but the practice cloud.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from gangway.cloud.errors import ServiceError
from gangway.cloud.store import Account

if TYPE_CHECKING:
    from gangway.cloud.store import Store

#: The account that ``connect("practice")`` uses unless another is named.
DEFAULT = "you"
#: What every access key begins with, so that nobody takes one for a key of AWS.
PREFIX = "GANGWAY"
#: Signatures aren't verified, so all accounts share a secret that is none.
SECRET = "practice-cloud-only-this-opens-nothing"  # noqa: S105
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class NameTaken(ValueError):
    """There is an account of that name."""


def account_id(name: str) -> str:
    """The 12 digits of an account's number: always the same for a name."""
    return f"{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**12:012d}"


def add(store: Store, name: str, access_key: str | None = None) -> Account:
    """Make an account, with a new access key unless one is given.

    Raises:
        NameTaken: there is one of that name.
        ValueError: the name is empty or has other characters than letters, digits, ``-`` and ``_``.
    """
    check_name(name)
    with store.session() as session:
        if session.scalar(select(Account).where(Account.name == name)):
            raise NameTaken(f"there is an account {name!r} already")
        made = Account(id=account_id(name), access_key=access_key or _key(secrets.token_bytes(9)), name=name)
        session.add(made)
    return made


def check_name(name: str) -> None:
    """Raises :class:`ValueError` unless an account can have that name; it becomes a folder's too."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"an account's name has 1 to 40 letters, digits, '-' and '_', not {name!r}")


def named(store: Store, name: str) -> Account | None:
    """The account of a name, or None."""
    with store.session() as session:
        return session.scalar(select(Account).where(Account.name == name))


def ensure(store: Store, name: str = DEFAULT) -> Account:
    """The account of a name, made if there is none."""
    return named(store, name) or add(store, name)


def everyone(store: Store) -> list[Account]:
    """All accounts, by name."""
    with store.session() as session:
        return list(session.scalars(select(Account).order_by(Account.name)))


def of_key(store: Store, access_key: str) -> Account:
    """The account that an access key belongs to.

    Raises:
        ServiceError: AccessDeniedException, for a key that the practice cloud has not made.
    """
    with store.session() as session:
        found = session.scalar(select(Account).where(Account.access_key == access_key))
    if found is None:
        raise ServiceError(
            "AccessDeniedException",
            f"The access key {access_key[:7]}… belongs to no account of the practice cloud. Call"
            ' gangway.connect("practice"), or make an account with: gangway cloud account add NAME',
        )
    return found


def key_without_server(name: str) -> str:
    """The access key of an account of a cloud in one process: always the same for a name."""
    return _key(hashlib.sha256(name.encode()).digest()[:9])


def _key(number: bytes) -> str:
    """20 characters, as an access key of AWS has."""
    return PREFIX + base64.b32encode(number).decode()[:13]
