# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine and its networks by seed, and what must come of them.

Everything about a boot is drawn from its seed, and nothing else, so that the
same seed is the same boot. outcomes() says what the rules of docs/multiboot.md
make of it: who may win, or which error it has to be, and which reason each NIC
has to get.
"""

import random
from dataclasses import dataclass, field

# How often each image is drawn where nobody has chosen.
IMAGES = {"rom": 10, "lkrn": 4, "disk": 2, "efi": 3, "efi-rom": 2,
          "efi-disk": 1, "efi-arm64": 1, "efi-disk-arm64": 1}
MODELS = ("virtio", "modern", "legacy", "e1000", "e1000e")
ARM64_MODELS = ("modern", "e1000", "e1000e")
NICS_MAX = 8

# What there is on a NIC's wire, and how often.
WIRES = {
    "good": 6,          # a server with a boot script
    "slow": 1,          # the same, 3 s late with its offer
    "empty": 6,         # nobody
    "silent": 1,        # a server that hears and answers nobody
    "down": 3,          # the link is down, with a good server behind it
    "lease": 3,         # addresses, and nothing to boot
    "missing": 2,       # names a file that there is not
    "garbage": 2,       # a file that is no image
    "dies": 2,          # a TFTP server that falls silent in the middle
}
# Each of them costs a machine 15 s.
DIES_MAX = 2

BOOTS = {"good", "slow"}
FAILS = {"missing", "garbage", "dies"}
REASONS = {
    "empty": "no offer", "silent": "no offer", "lease": "lease, nothing to boot",
    "missing": "file not found", "garbage": "image not bootable",
    "dies": "no answer from", "excluded": "excluded",
    # Some drivers take each link for one that is up.
    "down": "link down|no offer",
}

# What happens while it boots, and how often.
FAULTS = {"none": 12, "pulled": 2, "flaps": 2, "reset": 2}

# For each race, in ms: as short as a machine that is emulated allows.
ROUND, OFFER = 10000, 8000

NO_LINK = "No link anywhere"
NO_OFFER = "No offer"
NOTHING = "Offers, nothing to boot"
ALL_FAILED = "All boots failed"


@dataclass
class Layout:
    """One boot. `fault_nic`, `fault_at` and `fault_for` (seconds) are those of a
    link that is pulled, for good or for a while, or of a reset."""
    seed: int
    image: str
    machine: str = "pc"
    models: list = field(default_factory=list)
    wires: list = field(default_factory=list)
    bridges: bool = False
    offloads: bool = False
    rom_on: list = None
    excluded: list = field(default_factory=list)
    in_turn: bool = False
    arguments: str = ""
    fault: str = "none"
    fault_nic: int = 0
    fault_at: float = 0.0
    fault_for: float = 0.0

    def describe(self):
        """In one word for each NIC."""
        nics = [f"{model}:{'excluded' if number in self.excluded else wire}"
                for number, (model, wire)
                in enumerate(zip(self.models, self.wires))]
        return " ".join(nics)

    def trouble(self):
        if self.fault == "none":
            return "none"
        nic = "" if self.fault == "reset" else f" net{self.fault_nic}"
        return f"{self.fault}{nic} at {self.fault_at:.1f}"


def draw(dice, weights):
    return dice.choices(list(weights), list(weights.values()))[0]


def layout(seed, images=()):
    """The boot of that seed: with one of these images, or any."""
    weights = {name: IMAGES[name] for name in images} or IMAGES
    image = draw(random.Random(f"image {seed}"), weights)
    dice = random.Random(f"layout {seed}")
    arm64 = image.endswith("arm64")
    one = Layout(seed, image)
    one.machine = dice.choice(("pc", "q35"))
    if arm64:
        one.machine = "virt"
    nics = dice.randint(1, NICS_MAX)
    models = ARM64_MODELS if arm64 else MODELS
    same = dice.random() < 0.5
    one.models = [dice.choice(models)] * nics if same else [
        dice.choice(models) for _ in range(nics)]
    one.wires = [draw(dice, WIRES) for _ in range(nics)]
    for number in [i for i, wire in enumerate(one.wires)
                   if wire == "dies"][DIES_MAX:]:
        one.wires[number] = "empty"
    one.bridges = dice.random() < 0.2
    one.offloads = dice.random() < 0.3
    one.rom_on = [dice.randrange(nics)] if dice.random() < 0.3 else None
    one.in_turn = nics <= 3 and dice.random() < 0.3
    if dice.random() < 0.15:
        one.excluded = [dice.randrange(nics)]
    one.fault = draw(dice, FAULTS)
    one.fault_nic = dice.randrange(nics)
    one.fault_at = dice.uniform(0, 20 if image.startswith("efi") else 6)
    one.fault_for = dice.uniform(0.1, 6)
    one.arguments = arguments(one, dice)
    return one


def mac(number):
    return f"52:54:00:00:00:{number:02x}"


def arguments(one, dice):
    """Those of the race, with a wait for preferred NICs in some."""
    words = ["--timeout", ROUND, "--dhcp-timeout", OFFER]
    if one.in_turn:
        words = ["--in-turn", "--dhcp-timeout", OFFER, "--link-timeout", 3000]
    elif dice.random() < 0.2:
        words += ["--settle", dice.choice((0, 300, 1000))]
    for number in one.excluded:
        words += ["--exclude", mac(number)]
    return " ".join(map(str, words))


def wires_of(one):
    """What each NIC meets, without that of the fault."""
    return ["excluded" if number in one.excluded else wire
            for number, wire in enumerate(one.wires)]


def variants(one):
    """The wires as they may be, with a link that is pulled at a moment nobody
    knows: untouched, without it, and with a boot that it has ended."""
    wires = wires_of(one)
    found = [wires]
    number = one.fault_nic
    if one.fault in ("pulled", "flaps") and wires[number] != "excluded":
        for instead in ("down", "empty", "dies"):
            if instead == "dies" and wires[number] not in BOOTS | FAILS:
                continue
            found.append([*wires[:number], instead, *wires[number + 1:]])
        if one.fault == "flaps" and wires[number] == "down":
            # Its link is up afterwards.
            found.append([*wires[:number], "good", *wires[number + 1:]])
    return found


def error(wires):
    """What the command says if nobody boots."""
    if set(wires) & FAILS:
        return ALL_FAILED
    if "lease" in wires:
        return NOTHING
    if set(wires) & {"empty", "silent"}:
        return NO_OFFER
    if "down" in wires:
        return NO_LINK
    return "No net devices"


def order(one):
    """The NICs in the order of the race: that of PCI, under a BIOS after the one
    whose ROM has started it."""
    first = one.rom_on if one.image == "rom" and one.rom_on else []
    return [*first, *(i for i in range(len(one.wires)) if i not in first)]


def outcomes(one):
    """(the NICs that may boot it, the errors that there may be)."""
    winners, errors = set(), set()
    for wires in variants(one):
        good = [i for i in order(one) if wires[i] in BOOTS]
        if good:
            winners |= set(good[:1] if one.in_turn else good)
            continue
        errors.add(error(wires))
        if error(wires) == NO_LINK:
            errors.add(NO_OFFER)    # a driver that does not see the link
    return winners, errors


def reasons(one):
    """{NIC: a regular expression for its reason} after a race that has failed,
    for the NICs whose links were left alone."""
    return {number: REASONS[wire] for number, wire in enumerate(wires_of(one))
            if wire in REASONS and not (
                one.fault in ("pulled", "flaps") and number == one.fault_nic)}
