"""A version 3 user as gufo_snmp wants it."""

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

from gbdt_console.core.sites import AuthProtocol, SnmpCredential
from gbdt_console.devices.transports.snmp.keys import master_key

_KEY_CLASSES: dict[AuthProtocol, type[BaseAuthKey]] = {
    AuthProtocol.SHA1: Sha1Key,
    AuthProtocol.SHA224: Sha224Key,
    AuthProtocol.SHA256: Sha256Key,
    AuthProtocol.SHA384: Sha384Key,
    AuthProtocol.SHA512: Sha512Key,
}


def gufo_user(credential: SnmpCredential) -> User:
    """The user with master keys, so that gufo need not derive them for every session."""
    if credential.auth is None or credential.auth_password is None:
        return User(credential.user)
    key_class = _KEY_CLASSES[credential.auth]
    auth_key = key_class(master_key(credential.auth, credential.auth_password), KeyType.Master)
    if credential.privacy is None or credential.privacy_password is None:
        return User(credential.user, auth_key=auth_key)
    privacy_key = Aes128Key(master_key(credential.auth, credential.privacy_password), KeyType.Master)
    return User(credential.user, auth_key=auth_key, priv_key=privacy_key)
