# SPDX-License-Identifier: GPL-2.0-or-later
"""Licenses: packaging/copyright is machine-readable, names everybody whose code
is in the images, and has the terms in full."""

import os
import re
import warnings
from pathlib import Path

import pytest
from debian.copyright import Copyright

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "bin")
FILE = ROOT / "packaging" / "copyright"

# Headers of what is switched off in core/net/lwip/include/lwipopts.h: their
# inside is never compiled.
SWITCHED_OFF = {"igmp.h", "ppp_impl.h"}


@pytest.fixture(scope="module")
def copyright():
    """Strict: an unknown field, a missing one or a bad line is an error."""
    with warnings.catch_warnings(), open(FILE, encoding="utf-8") as file:
        warnings.simplefilter("error")
        return Copyright(file, strict=True)


def plain(text):
    """Without comment signs, line breaks and quotes; one blank for many."""
    return " ".join(re.sub(r"[*.\s]+", " ", text).split())


def lwip_files():
    """All files of lwIP that objects in the images were made from."""
    found = set()
    for depfile in BUILD.glob("pcbios*/lwip/**/*.d"):
        for path in re.findall(r"\S+\.[ch]", depfile.read_text()):
            if re.search(r"/src/(core|netif|include)/", path):
                found.add((ROOT / path).resolve())
    return sorted(path for path in found if path.is_file()
                  and not path.is_relative_to(ROOT / "core")
                  and path.name not in SWITCHED_OFF)


def test_every_license_has_its_text(copyright):
    named = {stanza.license.synopsis
             for stanza in copyright.all_files_paragraphs()}
    texts = {stanza.license.synopsis: stanza.license.text
             for stanza in copyright.all_license_paragraphs()}
    assert named == set(texts) == {"GPL-2+", "BSD-3-clause"}
    assert all(len(text) > 500 for text in texts.values())


def test_every_file_has_a_license(copyright):
    assert copyright.find_files_paragraph("core/net/tftp.c").license.synopsis \
        == "GPL-2+"
    assert copyright.find_files_paragraph(
        ".cache/lwip/src/core/tcp.c").license.synopsis == "BSD-3-clause"


def test_headers_of_what_is_switched_off_are_named(copyright):
    comment = copyright.find_files_paragraph(".cache/lwip/src/x.c").comment
    assert all(f"/{name} " in comment for name in SWITCHED_OFF)


def years(text):
    """All years of "2001-2003, 2018"."""
    for first, last in re.findall(r"(\d{4})(?:-(\d{4}))?", text):
        yield from range(int(first), int(last or first) + 1)


def owners(stanza):
    """{holder: years} of a stanza's lines."""
    found = {}
    for line in stanza.copyright.split("\n"):
        span, holder = re.fullmatch(r"\s*([\d, -]+) (.*)", line).groups()
        found[plain(holder)] = set(years(span))
    return found


def test_every_holder_in_lwip_is_named(copyright):
    named = owners(copyright.find_files_paragraph(".cache/lwip/src/x.c"))
    files = lwip_files()
    assert len(files) > 50
    seen = set()
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        for span, holder in re.findall(
                r"Copyright \(c\) ([\d, -]*\d),? +(.*)", text, re.I):
            holder = plain(holder)
            seen.add(holder)
            assert holder in named, f"{path}: {holder}"
            assert set(years(span)) <= named[holder], f"{path}: {span}"
    assert seen == set(named)


def test_the_terms_are_those_of_every_file(copyright):
    terms, = (stanza.license.text for stanza
              in copyright.all_license_paragraphs()
              if stanza.license.synopsis == "BSD-3-clause")
    bare = 0
    for path in lwip_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"Redistribution and use.*?\bDAMAGE\b", text, re.S)
        if found:
            assert plain(found[0]).upper() in plain(terms).upper(), path
        else:
            bare += "Copyright" in text
    assert bare == 0


def test_the_file_is_installed(tmp_path):
    """With `make install`; test_package.py looks into the Debian package."""
    from test_package import GIVEN, make
    make("install", GIVEN, f"DESTDIR={tmp_path}", "PREFIX=/usr")
    installed = tmp_path / "usr/share/doc/multiboot/copyright"
    assert installed.read_bytes() == FILE.read_bytes()
