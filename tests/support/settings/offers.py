"""A catalogue of drivers as compose would hand it over, and the secrets of the examples."""

from gbdt_console.core.driver_options import Catalogue, DriverOffer, Option, OptionType
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.drivers import (
    asterisk_confbridge,
    cisco_codian,
    cisco_meeting_server,
    kamailio,
    obs,
    onvif,
    polycom_text,
    visca,
)

READERS = {
    "if-mib": DriverOffer(
        frozenset({DeviceKind.ROUTER}),
        needs_snmp=True,
        options={
            "interface": Option(OptionType.TEXT),
            "speed_mbps": Option(OptionType.NUMBER, default=0.0),
            "bits": Option(OptionType.INTEGER, default=64),
            "strict": Option(OptionType.BOOLEAN, default=False),
        },
    ),
    "ups-mib": DriverOffer(frozenset({DeviceKind.UPS}), needs_snmp=True),
    "room-probe": DriverOffer(
        frozenset({DeviceKind.PROBE}),
        needs_snmp=True,
        options={"family": Option(OptionType.TEXT, "apc-uio", ("apc-uio", "netbotz", "generic"))},
    ),
    "apc-pdu": DriverOffer(frozenset({DeviceKind.PDU}), needs_snmp=True),
    "polycom-endpoint": DriverOffer(frozenset({DeviceKind.CODEC}), needs_snmp=True),
    "ping": DriverOffer(frozenset(DeviceKind), needs_snmp=False),
}

CONTROLS = {
    spec.name: spec.offer
    for spec in (
        asterisk_confbridge.SPEC,
        cisco_codian.SPEC,
        cisco_meeting_server.SPEC,
        polycom_text.SPEC,
        visca.IP_SPEC,
        visca.TCP_SPEC,
        onvif.SPEC,
        obs.SPEC,
        kamailio.SPEC,
    )
}

OFFERS = Catalogue(READERS, CONTROLS)

SECRETS = {
    "GBDT_SNMP_AUTH": "zq-auth-secret",
    "GBDT_SNMP_PRIV": "zq-priv-secret",
    "GBDT_SNMP_COMMUNITY": "zq-community",
    "GBDT_NOTIFY_CA": "tgram://1234567:zq-token/99",
}
