"""The role that a job runs in: every account has the one that Braket's console would make."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from gangway.cloud.errors import invalid
from gangway.cloud.jobs.objects import Inside

if TYPE_CHECKING:
    from gangway.cloud.storage import Storage

#: What the SDK looks for.
NAME, PATH = "AmazonBraketJobsExecutionRole", "/service-role/"
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "braket.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def ensure(storage: Storage, account: str) -> None:
    """Make the account's role for jobs, if it has none."""
    iam = Inside(storage, account, "us-east-1")
    if iam.iam("GetRole", RoleName=NAME) is None:
        iam.iam("CreateRole", RoleName=NAME, Path=PATH, AssumeRolePolicyDocument=json.dumps(_TRUST))


def check(storage: Storage, account: str, arn: str) -> None:
    """Make sure that a role is one of the account's.

    Raises:
        ServiceError: it is not.
    """
    ensure(storage, account)
    found = Inside(storage, account, "us-east-1").iam("GetRole", RoleName=arn.rpartition("/")[2])
    named = re.search("<Arn>(.*?)</Arn>", found) if found else None
    if named is None or named[1] != arn:
        raise invalid(
            f"This account has no role {arn}. Leave the role out, or take"
            f" arn:aws:iam::{account}:role{PATH}{NAME}"
        )
