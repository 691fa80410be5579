"""A version 3 user as gufo_snmp wants it, and the user's keys at an engine."""

from functools import lru_cache

from gufo.snmp.user import (
    Aes128Key,
    BaseAuthKey,
    KeyType,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    User,
)

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import AuthProtocol, SnmpCredential
from gbdt_console.devices.transports.snmp_keys import EngineKeys

_KEY_CLASSES: dict[AuthProtocol, type[BaseAuthKey]] = {
    AuthProtocol.SHA1: Sha1Key,
    AuthProtocol.SHA224: Sha224Key,
    AuthProtocol.SHA256: Sha256Key,
    AuthProtocol.SHA384: Sha384Key,
    AuthProtocol.SHA512: Sha512Key,
}
_CREDENTIALS_AT_MOST = 256


def gufo_user(credential: SnmpCredential) -> User:
    """The user with master keys, so that gufo need not derive them for every session."""
    if credential.auth is None or credential.auth_password is None:
        return User(credential.user)
    key_class = _KEY_CLASSES[credential.auth]
    auth_key = key_class(_master_key(credential.auth, credential.auth_password), KeyType.Master)
    if credential.privacy is None or credential.privacy_password is None:
        return User(credential.user, auth_key=auth_key)
    privacy_key = Aes128Key(_master_key(credential.auth, credential.privacy_password), KeyType.Master)
    return User(credential.user, auth_key=auth_key, priv_key=privacy_key)


def engine_keys(credential: SnmpCredential, engine_id: bytes) -> EngineKeys | None:
    """The keys of this user at that engine; None for a user without authentication."""
    if credential.auth is None or credential.auth_password is None:
        return None
    localize = _KEY_CLASSES[credential.auth].get_localized_key
    auth_key = localize(_master_key(credential.auth, credential.auth_password), engine_id)
    if credential.privacy is None or credential.privacy_password is None:
        return EngineKeys(credential.auth, auth_key)
    privacy_key = localize(_master_key(credential.auth, credential.privacy_password), engine_id)
    return EngineKeys(credential.auth, auth_key, privacy_key)


@lru_cache(maxsize=_CREDENTIALS_AT_MOST)
def _master_key(protocol: AuthProtocol, password: Secret) -> bytes:
    """The password over a megabyte (RFC 3414 A.2): 1.6 ms, so once for each credential."""
    return _KEY_CLASSES[protocol].get_master_key(password.reveal().encode())
