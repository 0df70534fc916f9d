"""A list in pages, as every search has it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from gangway.cloud.errors import invalid

Item = TypeVar("Item")
#: How many a page has unless the caller says otherwise.
SIZE = 10


def page(
    items: Sequence[Item], key: Callable[[Item], str], size: int | None, token: str | None
) -> tuple[list[Item], str | None]:
    """The items after the token's, at most ``size``, and the token for more (None at the end).

    A token names the last item that was shown by its ``key``, so that new items don't shift pages.

    Raises:
        ServiceError: the token is none of this list's.
    """
    start = 0
    if token:
        keys = [key(item) for item in items]
        last = _decoded(token)
        if last not in keys:
            raise invalid("The nextToken is not valid for this search.")
        start = keys.index(last) + 1
    shown = list(items[start : start + (size or SIZE)])
    more = start + len(shown) < len(items)
    return shown, base64.urlsafe_b64encode(key(shown[-1]).encode()).decode() if more and shown else None


def _decoded(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token.encode()).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise invalid("The nextToken is not valid for this search.") from None
