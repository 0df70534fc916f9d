"""Device documents: in the form that the SDK reads, with the catalogue's figures; retired ones too."""

import json

import pytest
from braket.schema_common import BraketSchemaBase

from gangway import devices
from gangway.cloud.profiles import capabilities
from gangway.cloud.profiles.profile import profile

EVERY = devices.catalogue(retired=True)


@pytest.mark.parametrize("device", EVERY, ids=lambda device: device.slug)
def test_the_sdk_reads_every_document(device):
    read = BraketSchemaBase.parse_raw_schema(capabilities.document(device.slug))
    assert "EMULATED" in read.service.deviceDocumentation.summary
    assert read.service.shotsRange == capabilities.shots_range(device)


@pytest.mark.parametrize("device", EVERY, ids=lambda device: device.slug)
def test_no_document_claims_a_price_that_is_not_published(device):
    cost = json.loads(capabilities.document(device.slug))["service"]["deviceCost"]
    if device.price is None:
        assert cost is None
    else:
        assert cost["price"] == (device.price.minute or device.price.shot)


def test_what_is_assumed_is_told():
    assert "not published" in profile("aria-1").assumed["qubits"]
    assert "connectivity" in profile("emerald").assumed
    assert profile("forte-enterprise-1").assumed == {}


def test_a_pair_that_is_out_of_order_is_listed_but_not_used():
    listed = json.loads(capabilities.document("cepheus-1-108q"))["standardized"]["twoQubitProperties"]
    usable = profile("cepheus-1-108q").pairs
    dead = [pair for pair in listed if tuple(map(int, pair.split("-"))) not in usable]
    assert len(dead) == 25
    assert all(listed[pair]["twoQubitGateFidelity"][0]["fidelity"] == 0.5 for pair in dead)
