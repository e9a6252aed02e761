"""The pseudonyms of units inside an alliance: one key for all its editions, derived from the root of its keys."""

from schakel.identity.pseudonyms import KeyedHash
from schakel.store.keys import RootKey
from schakel.store.secret import load_secret, secret_path


def unit_pseudonyms(alliance: str) -> KeyedHash:
    """Return what gives the units of an alliance their pseudonyms."""
    return KeyedHash(root_key(alliance).derive(f"schakel units {alliance}"))


def root_key(alliance: str) -> RootKey:
    """Return the root of all keys of an alliance, made on first use."""
    return RootKey(load_secret(secret_path(alliance)))
