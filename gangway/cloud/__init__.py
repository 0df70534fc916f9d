"""The practice cloud: Amazon Braket's API on the loopback address, with emulated devices.

One service, two doors. :class:`gangway.cloud.service.Service` is a function (account, region, operation,
parameters) -> result with no sockets in it; :mod:`gangway.cloud.server` puts it behind HTTP and
:mod:`gangway.cloud.inprocess` behind a botocore hook in the same process.
"""
