# SPDX-License-Identifier: GPL-2.0-or-later
"""What differs between firmwares that have the command `multiboot`, and which of
them a given image is (make check-firmware)."""

import os
import re
from dataclasses import dataclass

from .console import Timeout
from .firmware import PCI_IDS, Firmware, rom_ids
from .net import Lab
from .process import LabError
from .vm import Vm


@dataclass(frozen=True)
class Traits:
    """One firmware. Texts are regular expressions for what it prints."""
    prompt: str         # the prompt of its shell
    link_model: str     # a NIC model whose link it sees come and go
    root_path: str      # what it says of a root path that it cannot boot from
    no_file: str        # a file that the server does not have
    no_listener: str    # a server on whose machine nothing listens
    no_machine: str     # a server whose address nobody has
    hears_icmp: bool    # it believes what the network says of its packets, so
                        # that it does not ask again


FIRMWARES = {
    "core": Traits(
        prompt="multiboot> ",
        link_model="modern",
        root_path="SAN boot not supported",
        no_file="not found",
        no_listener="nothing listens on UDP port 69 there",
        no_machine="no machine answers there",
        hears_icmp=True),
    # It has SAN protocols, whose errors are those of their connections; its
    # virtio driver takes each link for one that is up.
    "iPXE": Traits(
        prompt="iPXE> ",
        link_model="e1000",
        root_path=r"(?:SAN|[Rr]oot path|[Cc]ould not|ipxe\.org)",
        no_file=r"(?:not found|No such file|ipxe\.org/2d)",
        no_listener=r"(?:timed out|refused|reset|ipxe\.org)",
        no_machine=r"(?:timed out|unreachable|ipxe\.org)",
        hears_icmp=False),
}

# A prompt of any of them, at the end of what was printed so far.
PROMPT = "^(?:" + "|".join(
    traits.prompt for traits in FIRMWARES.values()) + r")\Z"

# The variable that names the image for each kind of firmware that scenarios run
# (see Firmware.named), and the one that names the row of the table.
GIVEN = {"lkrn": "LKRN", "rom": "ROM", "efi": "EFI"}
ROW = "FIRMWARE"

# Asks for the command. The image has to boot this script from the one server that
# there is, by the command or in a way of its own.
QUESTION = """#!ipxe
echo ASKED
multiboot --help ||
echo ANSWERED
shell
"""
# How long firmware may take to boot that script, in seconds: stock ROMs show a
# banner, and UEFI firmware starts slowly.
PATIENCE = 90


class NotGiven(LabError):
    """No image of that kind was given."""


def given():
    """The images that make check-firmware was given: {kind: path}; empty where
    our own are tested."""
    return {kind: os.environ[f"{ROW}_{name}"] for kind, name in GIVEN.items()
            if os.environ.get(f"{ROW}_{name}")}


def traits():
    """Those of the firmware under test."""
    return FIRMWARES[os.environ.get(ROW, "core")]


def under_test(name, models):
    """The Firmware that a scenario gets if it asks for that name, with NICs of
    those models; NotGiven if it cannot be had from the images given."""
    images = given()
    if not images:
        return Firmware.named(name)
    if name not in images:
        raise NotGiven(f"no image for {name}" + (
            f": give one as {GIVEN[name]}=path" if name in GIVEN else ""))
    firmware = Firmware.named(images[name])
    if name == "rom":
        firmware.roms = {model: _rom(firmware.path, model) for model in models}
    return firmware


def _rom(path, model):
    """The ROM for that NIC model: the one given, or that with iPXE's name for it
    in the same folder."""
    beside = path.with_name(f"{PCI_IDS[model]:08x}.rom")
    for rom in (path, beside):
        if rom.exists() and PCI_IDS[model] in rom_ids(rom.read_bytes()):
            return rom
    raise NotGiven(f"{path} is for other NICs than {model}, and there is no "
                   f"{beside}")


def recognize():
    """Look at the images given, and name the row of the table that they belong to
    in the environment, where traits() looks for it. LabError if one of them is
    missing, does not have the command or is none of the table."""
    rows = set()
    for kind, path in given().items():
        image = f"{GIVEN[kind]}={path}"
        firmware = Firmware.named(path)
        if firmware.kind != kind or firmware.arch != "x86_64":
            raise LabError(f"{image}: this is no such image ({firmware.kind} "
                           f"for {firmware.arch})")
        rows.add(_row(firmware, image))
    if len(rows) > 1:
        raise LabError(f"the images are of several firmwares: {rows}")
    if rows:
        os.environ[ROW] = rows.pop()


def _model(firmware, image):
    """A NIC model that the image has a driver for."""
    ids = {PCI_IDS["virtio"]}
    if firmware.kind == "rom":
        ids = rom_ids(firmware.path.read_bytes())
    for model, known in PCI_IDS.items():
        if known in ids:
            return model
    raise LabError(f"{image}: this ROM is for none of the NICs that the lab has "
                   f"({', '.join(PCI_IDS)})")


def _ask(firmware, model):
    """What the image answers to QUESTION, and its prompt."""
    with Lab(1, name="firmware") as lab:
        lab.segment(0).dnsmasq(boot="ask.ipxe", files={"ask.ipxe": QUESTION})
        with Vm(lab, firmware, model) as vm:
            answer = vm.wait_for(r"^ASKED\n([\s\S]*)^ANSWERED\n", PATIENCE)[1]
            return answer, vm.wait_for(r"^(.*\S> )\Z")[1]


def _row(firmware, image):
    """The name of the row in FIRMWARES that the image belongs to."""
    try:
        answer, prompt = _ask(firmware, _model(firmware, image))
    except Timeout as error:
        raise LabError(f"{image}: this image boots no script from the network, so "
                       f"that it cannot be asked for the command\n{error}"
                       ) from error
    if "--in-turn" not in answer:
        raise LabError(f"{image}: this image has no command multiboot (build it "
                       "with CONFIG=multiboot: docs/ipxe.md)")
    for row, its in FIRMWARES.items():
        if re.fullmatch(its.prompt, prompt):
            return row
    raise LabError(f"{image}: the prompt {prompt!r} is that of no firmware in "
                   "tests/qemu/lab/firmwares.py: add a row for it")
