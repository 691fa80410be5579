"""Independent SNMP clients: net-snmp's programs and pysnmp."""

import asyncio
from dataclasses import dataclass, replace

from pysnmp.hlapi.v3arch import asyncio as pysnmp

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, SnmpCredential, SnmpVersion
from gbdt_console.simulator.world.plan import PlannedDevice

_PYSNMP_AUTH = {
    AuthProtocol.SHA1: pysnmp.usmHMACSHAAuthProtocol,
    AuthProtocol.SHA256: pysnmp.usmHMAC192SHA256AuthProtocol,
    AuthProtocol.SHA512: pysnmp.usmHMAC384SHA512AuthProtocol,
}


@dataclass(frozen=True)
class Said:
    """What a program printed, and whether it was content."""

    lines: list[str]
    complaint: str

    @property
    def values(self) -> dict[str, str]:
        return dict(line.removeprefix(".").split(" ", 1) for line in self.lines)


async def netsnmp(
    program: str, device: PlannedDevice, credential: SnmpCredential, *rest: str, patience_s: float = 5.0
) -> Said:
    """Run `snmpget` or one of its sisters once, without a retry, with numeric output."""
    child = await asyncio.create_subprocess_exec(
        program, *_options(credential), "-r", "0", "-t", str(patience_s), "-Onqet", "-m", "",
        f"udp:{device.address}:{device.port}", *rest,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await child.communicate()
    return Said(out.decode().splitlines(), err.decode())


def wrong(credential: SnmpCredential, part: str) -> SnmpCredential:
    """The same credential with another secret in that part."""
    return replace(credential, **{part: Secret("something else")})


async def pysnmp_get(device: PlannedDevice, credential: SnmpCredential, *oids: str) -> dict[str, object]:
    """One GET by pysnmp. Raises AssertionError for any error it reports."""
    engine = pysnmp.SnmpEngine()
    try:
        target = await pysnmp.UdpTransportTarget.create((device.address, device.port), timeout=2, retries=0)
        asked = [pysnmp.ObjectType(pysnmp.ObjectIdentity(oid)) for oid in oids]
        error, status, _, found = await pysnmp.get_cmd(
            engine, _identity(credential), target, pysnmp.ContextData(), *asked, lookupMib=False
        )
    finally:
        engine.close_dispatcher()
    assert not error, error
    assert not status, status
    return {str(name): value for name, value in found}


def _identity(credential: SnmpCredential) -> object:
    if credential.version is not SnmpVersion.V3:
        return pysnmp.CommunityData(credential.community.reveal(), mpModel=1)
    return pysnmp.UsmUserData(
        credential.user,
        credential.auth_password.reveal(),
        credential.privacy_password.reveal(),
        _PYSNMP_AUTH[credential.auth],
        pysnmp.usmAesCfb128Protocol,
    )


def _options(credential: SnmpCredential) -> list[str]:
    if credential.version is not SnmpVersion.V3:
        return ["-v", credential.version.removeprefix("v"), "-c", credential.community.reveal()]
    options = ["-v", "3", "-u", credential.user]
    if credential.auth is None:
        return [*options, "-l", "noAuthNoPriv"]
    name = credential.auth.upper().replace("SHA", "SHA-").removesuffix("-1")
    options += ["-a", name, "-A", credential.auth_password.reveal()]
    if credential.privacy is None:
        return [*options, "-l", "authNoPriv"]
    return [*options, "-l", "authPriv", "-x", "AES", "-X", credential.privacy_password.reveal()]
