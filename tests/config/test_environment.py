import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import demo_secrets, environment

READ = r'(?:environ(?:\.get\(|\[)|environment\.(?:secret|key|keyring|flag|words)\()"([A-Z_]+)"'


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS", "HASH_KEY"])
def test_start_is_refused_without_a_secret(missing, tmp_path):
    keys = {"SECRET_KEY": "x" * 50, "FIELD_KEYS": f"k1:{'1a' * 32}", "HASH_KEY": "2b" * 32}
    del keys[missing]
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **keys},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 1
    assert run.stderr.startswith(f"{missing} is not set: set it to ")


def test_keyring_puts_the_current_key_first(monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", f"k2:{'2b' * 32}, k1:{'1a' * 32}")

    assert list(environment.keyring("FIELD_KEYS").items()) == [("k2", b"\x2b" * 32), ("k1", b"\x1a" * 32)]


@pytest.mark.parametrize("value", ["2b" * 32, "k1:", "k1:xyz", f"k1:{'2b' * 16}"])
def test_keyring_of_another_shape_is_refused(monkeypatch, value):
    monkeypatch.setenv("FIELD_KEYS", value)

    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        environment.keyring("FIELD_KEYS")


@pytest.fixture
def without_keys(monkeypatch, tmp_path):
    for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY"):
        monkeypatch.setenv(name, "")  # so that what the test sets is undone after it
        monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    return tmp_path


def test_demo_makes_its_keys_once_and_for_its_owner_only(without_keys, monkeypatch):
    demo_secrets.lend(create=True)
    first = os.environ["SECRET_KEY"]
    for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY"):
        monkeypatch.delenv(name)
    demo_secrets.lend(create=True)

    assert os.environ["SECRET_KEY"] == first
    assert (without_keys / "demo.env").stat().st_mode & 0o777 == 0o600


def test_demo_keys_never_complete_those_of_a_production_machine(without_keys, monkeypatch):
    (without_keys / "demo.env").write_text("SECRET_KEY=demo\nHASH_KEY=demo\n")
    monkeypatch.setenv("SECRET_KEY", "production")

    demo_secrets.lend()

    assert os.environ["SECRET_KEY"] == "production"
    assert "HASH_KEY" not in os.environ


def test_every_variable_is_documented():
    table = (settings.BASE_DIR / "docs" / "deploy.md").read_text()
    sources = [path.read_text() for path in (settings.BASE_DIR / "config").rglob("*.py") if "test" not in path.name]
    read = {name for source in sources for name in re.findall(READ, source)}

    assert {name for name in read if f"`{name}`" not in table} == set()
