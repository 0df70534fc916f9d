"""This process's AWS configuration, turned to the practice cloud and back.

The user's own files are neither read nor changed: the process gets files of its own, with keys that open
nothing. What could still lead a call to a real endpoint is refused beforehand (:func:`preflight`), and every
AWS client of the process is watched (:class:`Guard`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gangway.cloud.accounts import SECRET

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

#: Where learners are unless they say otherwise.
REGION = "us-east-1"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: The user's own, put aside while the practice cloud is connected.
PUT_ASIDE = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CA_BUNDLE",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AMZN_BRAKET_OUT_S3_BUCKET",
    "AMZN_BRAKET_RESERVATION_DEVICE_ARN",
    "AMZN_BRAKET_RESERVATION_TIME_WINDOW_ARN",
)
#: What names another endpoint than the configuration does.
LEADING_ELSEWHERE = (
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_ENDPOINT_URL",
    *(
        f"AWS_ENDPOINT_URL_{service}"
        for service in ("BRAKET", "S3", "STS", "IAM", "ECR", "LOGS", "CLOUDWATCH_LOGS")
    ),
    "BRAKET_ENDPOINT",
)


class NotIsolated(RuntimeError):
    """A call could reach a real endpoint; the message says why and what to do."""


class Isolation:
    """The environment of this process while it is connected to a practice cloud.

    Args:
        endpoint: the address that every AWS client here is given.
        access_key: the account's.
        folder: where the configuration is written.
    """

    def __init__(self, endpoint: str, access_key: str, folder: Path) -> None:
        self.endpoint, self.access_key, self.folder = endpoint, access_key, folder
        self._before: dict[str, str | None] = {}

    def enter(self) -> None:
        """Turn the process to the practice cloud.

        Raises:
            NotIsolated: something could lead a call elsewhere; nothing was changed then.
        """
        preflight(os.environ, self.endpoint)
        config, credentials = write_profile(self.folder, self.endpoint, self.access_key)
        proxies = _with_loopback(os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or "")
        self._set(
            AWS_CONFIG_FILE=str(config),
            AWS_SHARED_CREDENTIALS_FILE=str(credentials),
            AWS_EC2_METADATA_DISABLED="true",
            BRAKET_PRICE_OFFERS_URL=f"{self.endpoint}/prices.csv",
            NO_PROXY=proxies,
            no_proxy=proxies,
            **dict.fromkeys(PUT_ASIDE),
        )
        forget_sessions()
        try:
            check_clients()
        except NotIsolated:
            self.leave()
            raise

    def leave(self) -> None:
        """Give the process its own configuration back."""
        for name, value in self._before.items():
            _assign(name, value)
        self._before.clear()
        forget_sessions()

    def _set(self, **wanted: str | None) -> None:
        self._before = {name: os.environ.get(name) for name in wanted}
        for name, value in wanted.items():
            _assign(name, value)


class Guard:
    """A handler of botocore that lets no request of this process leave for another host than this machine."""

    def __init__(self) -> None:
        self.on = False

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> None:
        """Refuse a request that would leave the machine."""
        if self.on and not is_loopback(request.url):
            raise NotIsolated(
                f"A request to {urlsplit(request.url).hostname} was stopped: this process is connected to the"
                " practice cloud. Make the client without an endpoint of its own, after connecting; or call"
                ' gangway.connect("aws") for the real service.'
            )


def preflight(environment: Mapping[str, str], endpoint: str) -> None:
    """Look for anything in an environment that could lead a call to a real endpoint.

    Raises:
        NotIsolated: there is something.
    """
    if not is_loopback(endpoint):
        raise NotIsolated(f"The practice cloud is on this machine only, and {endpoint} is not.")
    if environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        raise NotIsolated(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is set, so AWS clients would call the real service with the"
            " practice cloud's keys. Unset it, then connect again."
        )
    for name, value in sorted(environment.items()):
        if (name.startswith("AWS_ENDPOINT_URL") or name == "BRAKET_ENDPOINT") and not _same(value, endpoint):
            raise NotIsolated(
                f"{name} is set to {value}, so AWS clients would call that instead of the practice cloud."
                " Unset it, then connect again."
            )
    if environment.get("AMZN_BRAKET_JOB_TOKEN"):
        raise NotIsolated(
            "This runs inside a hybrid job of Amazon Braket (AMZN_BRAKET_JOB_TOKEN is set): its script uses"
            " the job's own session. Don't connect to the practice cloud from it."
        )


def check_clients() -> None:
    """Ask botocore where the clients of this process would send their requests.

    Raises:
        NotIsolated: one of them would leave this machine.
    """
    import botocore.session
    from botocore.configprovider import ConfiguredEndpointProvider

    session = botocore.session.Session()
    for service in ("braket", "s3", "sts", "iam", "logs", "ecr"):
        found = ConfiguredEndpointProvider(
            full_config=session.full_config, scoped_config=session.get_scoped_config(), client_name=service
        ).provide()
        if session.get_config_variable("ignore_configured_endpoint_urls") or not is_loopback(found or ""):
            raise NotIsolated(
                f"AWS clients of this process would send requests for {service} to"
                f" {found or 'the real service'}, not to the practice cloud."
            )


def write_profile(folder: Path, endpoint: str, access_key: str) -> tuple[Path, Path]:
    """Write the configuration and the credentials of a practice cloud; the paths of both.

    A folder that can't be written to is no obstacle: a temporary one takes its place.
    """
    config = f"[default]\nregion = {REGION}\nendpoint_url = {endpoint}\nretry_mode = standard\n"
    config += "s3 =\n  addressing_style = path\n"
    credentials = f"[default]\naws_access_key_id = {access_key}\naws_secret_access_key = {SECRET}\n"
    try:
        return _write(folder, "config", config), _write(folder, "credentials", credentials)
    except OSError:
        other = Path(tempfile.mkdtemp(prefix="gangway-aws-"))
        return _write(other, "config", config), _write(other, "credentials", credentials)


def forget_sessions() -> None:
    """Let boto3 and the SDK's price list start afresh: both keep what they once found."""
    boto3: Any = sys.modules.get("boto3")
    if boto3:
        boto3.DEFAULT_SESSION = None
    pricing: Any = sys.modules.get("braket.tracking.pricing")
    if pricing:
        pricing._pricing._price_list = []
        type(pricing._pricing).price_search.cache_clear()


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(address).hostname in _LOOPBACK


def _same(address: str, endpoint: str) -> bool:
    one, other = urlsplit(address), urlsplit(endpoint)
    return (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)


def _with_loopback(hosts: str) -> str:
    listed = [host.strip() for host in hosts.split(",") if host.strip()]
    return ",".join(dict.fromkeys([*listed, "127.0.0.1", "localhost"]))


def _write(folder: Path, name: str, text: str) -> Path:
    """Readable by the user only, and whole or not at all: several kernels may connect at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as part:
        part.write(text)
    return Path(part.name).replace(folder / name)


def _assign(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
