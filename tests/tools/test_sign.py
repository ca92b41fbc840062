# SPDX-License-Identifier: GPL-2.0-or-later
"""make sign: the applications for UEFI carry the signature of one's own key."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMAGE = ROOT / os.environ.get("BUILD", "bin") / "x86_64-efi/multiboot.efi"


def make(*arguments):
    return subprocess.run(
        ["make", "-s", *arguments], cwd=ROOT, capture_output=True, text=True,
        check=False, env={key: value for key, value in os.environ.items()
                          if not key.startswith(("MAKE", "MFLAGS"))})


def new_key(folder, name):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", f"/CN={name}/", "-keyout", folder / f"{name}.key",
         "-out", folder / f"{name}.crt"], check=True, capture_output=True)


def verifies(image, cert):
    return subprocess.run(["sbverify", "--cert", cert, image],
                          capture_output=True, check=False).returncode == 0


@pytest.fixture
def image(tmp_path):
    """A copy of the application, so that nothing is written beside the true one."""
    built = make(f"BUILD={IMAGE.parents[1]}", str(IMAGE))
    assert built.returncode == 0, built.stderr
    return Path(shutil.copy(IMAGE, tmp_path / "multiboot.efi"))


def sign(image, name):
    return make("sign", f"EFI_IMAGES={image}", f"KEY={image.parent}/{name}.key",
                f"CERT={image.parent}/{name}.crt")


def test_signed_by_the_key_that_was_named_last(image, tmp_path):
    unsigned = image.read_bytes()
    signed = tmp_path / "multiboot.signed.efi"
    new_key(tmp_path, "one")
    new_key(tmp_path, "two")
    for name, other in (("one", "two"), ("two", "one")):
        result = sign(image, name)
        assert result.returncode == 0, result.stderr
        assert verifies(signed, tmp_path / f"{name}.crt")
        assert not verifies(signed, tmp_path / f"{other}.crt")
    assert image.read_bytes() == unsigned


def test_a_key_of_another_certificate_leaves_no_image(image, tmp_path):
    new_key(tmp_path, "one")
    new_key(tmp_path, "two")
    shutil.copy(tmp_path / "two.key", tmp_path / "one.key")
    assert sign(image, "one").returncode != 0
    assert not (tmp_path / "multiboot.signed.efi").exists()


def test_a_key_that_is_not_there_is_named(image):
    result = sign(image, "missing")
    assert result.returncode != 0
    assert "missing.key: no such file" in result.stderr
