"""What a driver can do is told from its class, and that nobody met it from our own evidence."""

import pytest

from gbdt_console.core.abilities import OF_MCU, Ability
from gbdt_console.devices.abilities import by_documents, means_of
from gbdt_console.devices.registry import control_specs
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.drivers.controlled_table import is_met


@pytest.mark.parametrize("spec", control_specs().values(), ids=lambda spec: spec.name)
def test_a_driver_that_nothing_of_others_ever_met_says_so(spec) -> None:
    assert spec.is_by_documents is not is_met(spec.name)


def test_what_a_class_does_not_name_the_device_lacks() -> None:
    means = means_of(FakeMcu("giaoban"), "no such driver")
    assert Ability.SHOW in means.able
    assert Ability.COMPOSE in means.lacking(OF_MCU)
    assert not means.is_by_documents


def test_drivers_by_documents_are_named_once() -> None:
    assert by_documents(("visca-tcp", "obs-websocket", "visca-tcp", "unknown")) == ("visca-tcp",)
