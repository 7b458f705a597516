"""A password for the app where it is bound elsewhere than on this machine's loopback.

Only its hash is known: scrypt of the standard library, `scrypt$N$r$p$salt$hash` in hexadecimal, in
the environment as `HIKMA_PASSWORD_HASH`. Knows no screens and no servers.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time

from ingest.errors import SettingsError

COST, BLOCK, LANES = 1 << 14, 8, 1
"""N, r and p of scrypt: 16 MB and about 50 ms for each guess (OWASP's least is N = 2^14, r = 8,
with p = 5; a lock and a pause make up for the lanes)."""
_MEMORY = 1 << 27
PAUSE = 1.0
"""Seconds after a wrong password before the next is looked at, whoever tries."""
_one_at_a_time = threading.Lock()


def hashed(password: str) -> str:
    """What to put into the environment."""
    salt = secrets.token_bytes(16)
    return f"scrypt${COST}${BLOCK}${LANES}${salt.hex()}${_scrypt(password, salt).hex()}"


def is_right(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed; one guess at a time, wrong ones slowly.

    Raises `SettingsError` where `stored` is no hash.
    """
    salt, digest = _parsed(stored)
    with _one_at_a_time:
        right = hmac.compare_digest(_scrypt(password, salt), digest)
        if not right:
            time.sleep(PAUSE)
    return right


def check_hash(stored: str) -> None:
    """Raises `SettingsError` for what `hashed` did not make."""
    _parsed(stored)


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches what is bound to `address`."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "replace"), salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=_MEMORY
    )


def _parsed(stored: str) -> tuple[bytes, bytes]:
    parts = stored.split("$")
    try:
        if parts[:4] != ["scrypt", str(COST), str(BLOCK), str(LANES)] or len(parts) != 6:
            raise ValueError("not one of ours")
        salt, digest = bytes.fromhex(parts[4]), bytes.fromhex(parts[5])
        if len(salt) < 16 or len(digest) != 64:
            raise ValueError("cut short")
    except ValueError as error:
        raise SettingsError(
            "HIKMA_PASSWORD_HASH is not a hash that Hikma made.",
            hint="Run: hikma app --hash-password, and quote what it prints: it holds dollar signs.",
        ) from error
    return salt, digest
