"""Writes what the nats-servers of two PCs, and of a witness, need: configurations, certificates, password."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.core.whole_file import write_new
from gbdt_console.engine.standby.nats_stream import HEARS, SAYS, USER

PLACE = Path("/etc/gbdt/standby")
"""Where the engine's own files of a PC belong: into this folder's parent only gbdt and its group see."""
SERVER_PLACE = Path("/etc/gbdt-nats")
"""Where those of nats-server belong; its configuration, beside that folder, names them there."""
_YEARS = 20
_CONFIGURATION = """\
# nats-server of gbdt-console on {name}: /etc/nats-server.conf. It holds no secret: doctor reads it too.
listen: "{address}:{port}"
server_name: "{name}"
max_payload: 8MB
jetstream {{
  store_dir: "{store}"
  max_file_store: 2GB
  sync_interval: always
}}
tls {{
  cert_file: "{place}/server.pem"
  key_file: "{place}/server.key"
  handshake_first: true
}}
authorization {{
  include "{place.name}/login.conf"
}}
"""
_STORE, _STORE_OF_THREE = "/var/lib/nats", "/var/lib/nats/of-three"
"""Apart, since a server that becomes one of three does not take up what it kept alone."""
_CLUSTER = """\
cluster {{
  name: gbdt
  listen: "{address}:{port}"
  no_advertise: true
  routes: {routes}
  tls {{
    cert_file: "{place}/server.pem"
    key_file: "{place}/server.key"
    ca_file: "{place}/ca.pem"
    verify: true
    timeout: 5
  }}
}}
"""
"""Each proves itself to the others by its certificate: no other password is needed between them."""
_LOGIN = """\
users: [{{
  user: {user}
  password: "{password}"
  permissions: {{ publish: {says}, subscribe: {hears} }}
}}]
"""


def write_files(settings: StandbySettings, folder: Path, place: Path = SERVER_PLACE) -> list[Path]:
    """Write a folder for each machine into a new folder; return them. Raises OSError, also where it exists.

    Whoever reads them can read and write the records: they are for the owner alone. The authority's own key
    is not kept: for another machine all are made anew. The witness runs no engine, so it gets no password.
    """
    folder.mkdir(mode=0o700)
    password = secrets.token_urlsafe(24)
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("gbdt-console standby", key.public_key(), None, key)
    made = []
    for machine in settings.servers:
        own = folder / machine.name
        own.mkdir(mode=0o700)
        own_key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(machine.name, own_key.public_key(), machine, key)
        text = _configuration(settings, machine, place)
        login = _LOGIN.format(user=USER, password=password, says=json.dumps(SAYS), hears=json.dumps(HEARS))
        secret = own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        contents = {
            "nats-server.conf": text.encode(), "login.conf": login.encode(), "server.key": secret,
            **({} if machine == settings.witness else {"password": f"{password}\n".encode()}),
            "server.pem": certificate.public_bytes(Encoding.PEM),
            "ca.pem": authority.public_bytes(Encoding.PEM),
        }  # fmt: skip
        for name, content in contents.items():
            write_new(own / name, content, is_private=True)
        made.append(own)
    return made


def _configuration(settings: StandbySettings, machine: Machine, place: Path) -> str:
    text = _CONFIGURATION.format(
        name=machine.name, address=machine.address, port=settings.port, place=place,
        store=_STORE if settings.witness is None else _STORE_OF_THREE,
    )  # fmt: skip
    if settings.witness is None:
        return text
    others = [one for one in settings.servers if one != machine]
    routes = json.dumps([f"nats-route://{one.address}:{settings.routes_port}" for one in others])
    return text + _CLUSTER.format(
        address=machine.address, port=settings.routes_port, routes=routes, place=place
    )


def _certificate(
    name: str, own: ec.EllipticCurvePublicKey, machine: Machine | None, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """Return the certificate of a PC, or of the authority where no PC is given."""
    now = datetime.now(UTC)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gbdt-console standby")])
    building = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(own)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_YEARS * 365))
        .add_extension(x509.BasicConstraints(ca=machine is None, path_length=None), critical=True)
    )
    if machine is not None:
        names = [x509.IPAddress(ip_address(machine.address)), x509.DNSName(machine.name)]
        building = building.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return building.sign(signer, hashes.SHA256())
