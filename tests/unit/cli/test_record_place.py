"""What `record --control` can be asked to record, and which texts must not stay then."""

from base64 import b64encode
from dataclasses import replace

from gbdt_console.cli.record_place import hidden_texts, place_of
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Network, Registrar, SnmpCredential, SnmpVersion
from gbdt_console.text.words import Words
from tests.support.engine import networks

REGISTRAR = Registrar("10.0.0.9", DeviceControl("kamailio", "http", 80, "console", Secret("zq-password")))


def with_registrar() -> Network:
    plain = networks.network(1)
    [site] = plain.sites
    return replace(
        plain,
        sites=(replace(site, registered_as="hoi-truong"),),
        centre=replace(plain.centre, registrar=REGISTRAR),
    )


def test_a_registrar_is_recorded_by_its_name_in_sites_yaml():
    place = place_of(with_registrar(), "registrar", None, None, Words("en"))
    assert (place.address, place.port, place.control) == ("10.0.0.9", 80, REGISTRAR.control)


def test_its_account_stays_in_no_form_nor_the_name_of_a_codec_there():
    login = b64encode(b"console:zq-password").decode()
    assert {"console", "zq-password", login, "hoi-truong"} <= {*hidden_texts(with_registrar())}


def test_a_community_that_a_codec_may_repeat_stays_neither():
    plain = networks.network(1)
    [site] = plain.sites
    read = SnmpCredential("read", SnmpVersion.V2C, community=Secret("zq-reads"))
    write = SnmpCredential("write", SnmpVersion.V2C, community=Secret("zq-writes"))
    device = replace(site.devices[0], snmp=read, snmp_write=write)
    network = replace(plain, sites=(replace(site, devices=(device,)),))
    assert {"zq-reads", "zq-writes"} <= {*hidden_texts(network)}
