"""Between moto's S3, which lives in memory, and the files that outlast it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from gangway.cloud.kept import Bucket, Kept, Object, Setting
from gangway.cloud.wire import Caller, Request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: Makes a request to S3 as an account, without keeping what it changes.
Ask = Callable[[str, Caller, Request], Any]
#: Requests with one of these change no object yet: an upload in parts is kept when it is complete.
_UNFINISHED = {"uploads", "partNumber"}
_CHECKSUM = ("checksum_algorithm", "checksum_value", "checksum_type", "checksum_parts")
#: Headers of a signature, which no later request can use.
_SIGNED = ("x-amz-date", "x-amz-security-token", "x-amz-user-agent")


class Keeper:
    """Keeps what requests change, and puts it back at a start."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept

    def restore(self, ask: Ask) -> None:
        """Put everything that was kept back into moto."""
        for bucket in self.kept.buckets():
            _s3(bucket.account).create_bucket(bucket.name, bucket.region)
            for query, setting in bucket.settings.items():
                target = f"/{quote(bucket.name)}?{query}"
                request = Request("PUT", target, setting.headers, setting.body.encode("latin-1"))
                ask(bucket.account, Caller("", bucket.region, "s3"), request)
            for about, content in self.kept.objects(bucket.account, bucket.name):
                _put(bucket.account, bucket.name, about, content)

    def after(self, account: str, request: Request) -> None:
        """Keep what a request that went well has changed.

        Raises:
            OSError: it can't be written; what the request changed is undone then.
        """
        bucket, key, query = aim(request.target)
        if not bucket or _UNFINISHED & query.keys():
            return
        try:
            if key:
                self._object(account, bucket, key)
            else:
                self._bucket(account, bucket, request, query)
        except OSError:
            self._undo(account, bucket, key)
            raise

    def changed(self, account: str, bucket: str, key: str) -> None:
        """Keep an object as it is now.

        Raises:
            OSError: it can't be written; the object is what it was before then.
        """
        try:
            self._object(account, bucket, key)
        except OSError:
            self._undo(account, bucket, key)
            raise

    def _object(self, account: str, bucket: str, key: str) -> None:
        from moto.s3.models import FakeKey

        place = _s3(account).buckets.get(bucket)
        if place is None:
            return
        stored = place.keys.get(key)
        if not isinstance(stored, FakeKey):  # nothing, or the mark of a deletion
            self.kept.drop(account, bucket, key)
            return
        if self.kept.bucket(account, bucket) is None:
            self.kept.keep_bucket(_record(account, place))
        self.kept.keep(account, bucket, _about(account, stored), stored.value)

    def _bucket(self, account: str, bucket: str, request: Request, query: Mapping[str, str]) -> None:
        place = _s3(account).buckets.get(bucket)
        if place is None:
            self.kept.drop_bucket(account, bucket)
        elif request.method == "POST":  # a deletion of many objects, or a form with one
            self._many(account, bucket, place, deletion="delete" in query)
        else:
            record = self.kept.bucket(account, bucket) or _record(account, place)
            settings = dict(record.settings)
            if query and request.method == "PUT":
                settings[urlencode(query)] = _setting(request)
            elif query:
                settings.pop(urlencode(query), None)
            self.kept.keep_bucket(replace(record, settings=settings))

    def _many(self, account: str, bucket: str, place: Any, deletion: bool) -> None:
        if not deletion:
            for key in list(place.keys):
                self._object(account, bucket, key)
            return
        for key in list(self.kept.keys(account, bucket)):
            if not hasattr(place.keys.get(key), "value"):  # gone, or a deletion's mark in its place
                self.kept.drop(account, bucket, key)

    def _undo(self, account: str, bucket: str, key: str) -> None:
        """What moto had before, from the files."""
        s3 = _s3(account)
        if key and (before := self.kept.object(account, bucket, key)):
            _put(account, bucket, *before)
        elif key and key in s3.buckets[bucket].keys:
            del s3.buckets[bucket].keys[key]
        elif not key and self.kept.bucket(account, bucket) is None and bucket in s3.buckets:
            s3.delete_bucket(bucket)


def aim(target: str) -> tuple[str, str, dict[str, str]]:
    """The bucket, the key and the query of a request to S3."""
    path, _, query = target.partition("?")
    bucket, _, key = path.removeprefix("/").partition("/")
    asked = {name: value for name, value in parse_qsl(query, keep_blank_values=True) if name != "x-id"}
    return unquote(bucket), unquote(key), asked


def _s3(account: str) -> Any:
    from moto.s3.models import s3_backends

    return s3_backends[account]["aws"]


def _put(account: str, bucket: str, about: Object, content: bytes) -> None:
    from datetime import UTC, datetime

    s3 = _s3(account)
    key = s3.put_object(bucket, about.key, content, about.storage, etag=about.etag, disable_notification=True)
    key.set_metadata(dict(about.metadata))
    for name, value in about.checksum.items():
        setattr(key, name, value)
    key.last_modified = _naive(datetime.fromtimestamp(about.modified, UTC), key.last_modified)
    if about.tags:
        s3.put_object_tagging(key, dict(about.tags))


def _naive(when: datetime, like: datetime) -> datetime:
    """A time in UTC with a zone or without, as moto's own."""
    return when if like.tzinfo else when.replace(tzinfo=None)


def _about(account: str, key: Any) -> Object:
    from datetime import UTC

    modified = key.last_modified if key.last_modified.tzinfo else key.last_modified.replace(tzinfo=UTC)
    return Object(
        key=key.name,
        modified=modified.timestamp(),
        storage=key.storage_class,
        etag=key.etag.strip('"'),
        metadata=_texts(key.metadata.items()),
        tags=_texts(_s3(account).tagger.get_tag_dict_for_resource(key.arn).items()),
        checksum={name: value for name in _CHECKSUM if (value := getattr(key, name))},
    )


def _texts(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    return {str(name): str(value) for name, value in pairs}


def _record(account: str, place: Any) -> Bucket:
    return Bucket(account, place.name, place.region_name, place.creation_date.timestamp())


def _setting(request: Request) -> Setting:
    kept = {
        name: value
        for name, value in request.headers.items()
        if name.lower().startswith(("content-", "x-amz-")) and name.lower() not in _SIGNED
    }
    return Setting(kept, request.body.decode("latin-1"))
