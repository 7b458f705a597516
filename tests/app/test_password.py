"""The password of an app that others can reach."""

import time

import pytest

from app import password
from app.cli.browser import require_password, streamlit_command
from app.password import check_hash, hashed, is_loopback, is_right
from ingest.errors import InputError, SettingsError
from tutor.settings import Settings


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "PAUSE", 0.0)


@pytest.mark.parametrize("secret", ["s3cret", "كلمة السر", "密码 密码", "", "\ud800"])
def test_only_the_password_itself_is_right(secret: str) -> None:
    stored = hashed(secret)
    assert is_right(secret, stored)
    assert not is_right(secret + " ", stored)
    assert secret == "" or secret not in stored


def test_the_same_password_is_hashed_otherwise_each_time() -> None:
    assert hashed("x") != hashed("x")


@pytest.mark.parametrize(
    "stored",
    ["", "s3cret", "scrypt$1$1$1$00$00", "scrypt$16384$8$1$zz$00", hashed("x")[:-2], "$$$$$"],
)
def test_what_is_no_hash_is_refused_and_not_repeated(stored: str) -> None:
    with pytest.raises(SettingsError) as raised:
        check_hash(stored)
    assert "--hash-password" in raised.value.hint
    assert len(stored) < 3 or stored not in raised.value.message


def test_a_wrong_password_is_answered_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password, "PAUSE", 0.2)
    stored, begun = hashed("x"), time.monotonic()
    assert not is_right("y", stored)
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.7", False),
        ("localhost.evil.example", False),
    ],
)
def test_what_only_this_machine_reaches(address: str, here: bool) -> None:
    assert is_loopback(address) is here


def test_elsewhere_a_password_is_required() -> None:
    require_password("127.0.0.1", Settings())
    with pytest.raises(InputError, match="no password is set"):
        require_password("0.0.0.0", Settings())
    stored = hashed("x")
    require_password("0.0.0.0", Settings(password_hash=stored))  # type: ignore[arg-type]
    with pytest.raises(SettingsError):
        require_password("127.0.0.1", Settings(password_hash="x"))  # type: ignore[arg-type]


def test_the_hash_is_neither_printed_nor_part_of_the_fingerprint() -> None:
    stored = hashed("x")
    settings = Settings(password_hash=stored)  # type: ignore[arg-type]
    assert stored not in repr(settings)
    assert settings.fingerprint() == Settings().fingerprint()


def test_only_known_names_reach_an_app_that_is_bound_everywhere() -> None:
    command = streamlit_command(
        1, headless=True, upload_mb=1, address="0.0.0.0", hosts=["study.example"]
    )
    hosts = {part.partition("=")[2] for part in command if part.startswith("--server.allowedHosts")}
    assert hosts == {"127.0.0.1", "localhost", "study.example"}
    assert "--server.enableXsrfProtection=true" in command
    assert "--browser.gatherUsageStats=false" in command
