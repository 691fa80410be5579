"""Makes the TLS that a recorder speaks to the client, for a driver that has no plain wire.

Key and certificate live for one recording; nothing of them is kept. Import the module only where used:
cryptography costs 40 ms.
"""

import ssl
from datetime import UTC, datetime, timedelta
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_LASTS = timedelta(days=2)


def near_tls() -> ssl.SSLContext:
    """Return a server's context with a new key and a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "recording")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LASTS)
        .not_valid_after(now + _LASTS)
        .sign(key, hashes.SHA256())
    )
    with NamedTemporaryFile() as file:  # its owner's alone, and gone at once: ssl loads from files only
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
        file.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)
    return context
