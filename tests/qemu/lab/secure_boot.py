# SPDX-License-Identifier: GPL-2.0-or-later
"""Keys, signatures, and OVMF's file of variables, for Secure Boot."""

import base64
import re
import struct
import subprocess
import uuid
from pathlib import Path

# The key that Debian's ovmf package has for tests, in the db of the variables that
# are named after it. Its passphrase is in the package's README.
SNAKEOIL = Path("/usr/share/ovmf/PkKek-1-snakeoil")
PASSPHRASE = "pass:snakeoil"


class Key:
    """A private key without a passphrase and its certificate, both PEM files."""

    def __init__(self, key, cert):
        self.key = Path(key)
        self.cert = Path(cert)

    @classmethod
    def snakeoil(cls, folder):
        key = Path(folder, "snakeoil.key")
        run("openssl", "rsa", "-in", SNAKEOIL.with_suffix(".key"), "-passin",
            PASSPHRASE, "-out", key)
        return cls(key, SNAKEOIL.with_suffix(".pem"))

    @classmethod
    def new(cls, folder, name):
        made = cls(Path(folder, f"{name}.key"), Path(folder, f"{name}.pem"))
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
            "-days", "36500", "-subj", f"/CN={name}/", "-keyout", made.key,
            "-out", made.cert)
        return made

    def sign(self, image, target):
        """The path of the signed copy."""
        run("sbsign", "--key", self.key, "--cert", self.cert, "--output",
            target, image)
        return Path(target)


def run(*argv):
    subprocess.run([str(word) for word in argv], check=True,
                   capture_output=True)


# --- the variables, as edk2 keeps them: MdeModulePkg's VariableFormat.h in a firmware
# volume (PI 1.7, volume 3, 3.2.1)

STORE_GUID = uuid.UUID("aaf32c78-947b-439a-a180-2e144ec37792")
STORE_HEADER = struct.Struct("<16sIBBHI")
HEADER = struct.Struct("<HBBIQ16sIII16s")
START, ADDED = 0x55aa, 0x3f
NON_VOLATILE_BOOT_ONLY = 3

SHIM_GUID = uuid.UUID("605dab50-e046-4300-abb6-3dd810dd8b23")
X509_GUID = uuid.UUID("a5c059a1-94e4-4aa7-87b5-ab155c2bf072")


def aligned(offset):
    return -(-offset // 4) * 4


def with_variable(store, name, guid, value):
    """A file of variables (bytes) with one more, which its loader can see until
    it starts a system."""
    start = store.index(STORE_GUID.bytes_le)
    _, size, *_ = STORE_HEADER.unpack_from(store, start)
    offset = start + STORE_HEADER.size
    while True:
        offset = aligned(offset)
        header = HEADER.unpack_from(store, offset)
        if header[0] != START:
            break
        offset += HEADER.size + header[7] + header[8]
    text = name.encode("utf-16le") + b"\0\0"
    added = HEADER.pack(START, ADDED, 0, NON_VOLATILE_BOOT_ONLY, 0, bytes(16),
                        0, len(text), len(value), guid.bytes_le) + text + value
    end = offset + len(added)
    assert end <= start + size, "the file of variables is full"
    assert store[offset:end] == b"\xff" * len(added)
    return store[:offset] + added + store[end:]


def with_mok(store, cert):
    """The same file after that certificate (PEM) was enrolled with shim, by its
    MokManager: a list of signatures (UEFI 2.10, 32.4.1) of one."""
    body = re.search(r"-BEGIN CERTIFICATE-+\n(.*?)-+END", Path(cert).read_text(),
                     re.S)[1]
    der = base64.b64decode(body)
    entry = SHIM_GUID.bytes_le + der
    listed = X509_GUID.bytes_le + struct.pack(
        "<III", 28 + len(entry), 0, len(entry)) + entry
    return with_variable(store, "MokList", SHIM_GUID, listed)
