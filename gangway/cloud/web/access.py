"""Who may see which account's page: whoever has its address, which holds a token of that account.

The token follows from the server's own secret, which is new at each start, and from the account's number. It
stands in the path and not in a cookie: cookies of this machine go to every server on it, whatever its port.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gangway.cloud.running import Address
    from gangway.cloud.store import Account

#: Where the pages are, and the files that they load.
PAGES, STATIC = "/gangway/page", "/gangway/static"


def token(secret: str, account: str) -> str:
    """The token of an account's page on the server with that secret."""
    made = hmac.new(secret.encode(), f"page of {account}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:18]).decode()


def page(server: Address, account: str) -> str:
    """The address of an account's page; ``account`` is its number."""
    return f"{server.url}{PAGES}/{token(server.token, account)}/"


def owner(secret: str, accounts: Iterable[Account], given: str) -> Account | None:
    """The account whose page's token was given, or None."""
    found = None
    for account in accounts:
        if hmac.compare_digest(token(secret, account.id).encode(), given.encode("utf-8", "replace")):
            found = account
    return found
