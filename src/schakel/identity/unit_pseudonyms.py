"""The pseudonyms of units inside an alliance: one key for all its editions, derived from the root of its keys."""

from functools import partial

from schakel.identity.pseudonyms import KeyedHash
from schakel.store.keys import RootKey
from schakel.store.secret import load_secret, read_secret, secret_path


def unit_pseudonyms(alliance: str) -> KeyedHash:
    """Return what gives the units of an alliance their pseudonyms."""
    return _of(root_key(alliance), alliance)


def _by_the_key_file_here(alliance: str) -> KeyedHash:
    """Return the same on a node, which makes no key of its own."""
    return _of(RootKey(read_secret(secret_path(alliance))), alliance)


def _of(root: RootKey, alliance: str) -> KeyedHash:
    key = root.derive(f"schakel units {alliance}")
    return KeyedHash(key, elsewhere=partial(_by_the_key_file_here, alliance))


def root_key(alliance: str) -> RootKey:
    """Return the root of all keys of an alliance, made on first use."""
    return RootKey(load_secret(secret_path(alliance)))
