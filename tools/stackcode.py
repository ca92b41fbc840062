# SPDX-License-Identifier: GPL-2.0-or-later
"""The functions of a linked image with the bytes of stack in use at each of their
calls, from objdump's listing of i386, x86-64 or arm64 (for tools/stackuse.py)."""
import functools
import os
import re
import subprocess

# What the compiler adds to programs for a host, before and after main().
FOREIGN = {"_init", "_fini", "_start", "deregister_tm_clones", "register_tm_clones",
           "__do_global_dtors_aux", "frame_dummy"}

LABEL = re.compile(r"^([0-9a-f]+) <(.*)>:$")
PLACE = re.compile(r"^(\S.*\.[chS]):(\d+)(?: \(discriminator \d+\))?$")
CODE = re.compile(r"^\s+([0-9a-f]+):\t(\S+)\s*(.*)$")
TARGET = re.compile(r"^(?:0x)?([0-9a-f]+) <(.*?)(?:[+-]0x[0-9a-f]+)?>")
# More than any function needs: a loop that pushes would go on for ever.
FRAME_MAX = 1 << 20


class Unknown(Exception):
    """What an instruction does to the stack pointer cannot be told."""


class Function:
    """One function of the image, with its calls: {(target, depth): None}."""

    def __init__(self, address, name):
        self.address, self.symbol = address, name
        self.name = re.split(r"[.@]", name)[0] or name
        self.file, self.sure = None, False
        self.code = []          # (address, mnemonic, operands, place)
        self.frame = 0          # bytes in use at most, without what is called
        self.calls = {}         # target: bytes in use when it is called
        self.pointers = []      # (bytes in use, place)

    @property
    def foreign(self):
        """Whether it is of the compiler or leads into a library."""
        return "@plt" in self.symbol or (not self.file and self.name in FOREIGN)

    def __str__(self):
        return f"{os.path.basename(self.file or '?')}:{self.name}"


def local_path(root, path):
    """The part of a path in debug information that exists below the root: images may
    have been built in another folder."""
    parts = [p for p in path.split("/") if p not in ("", ".", "..")]
    for start in range(len(parts)):
        name = "/".join(parts[start:])
        if (root / name).is_file():
            return name
    return path


def read_image(root, objdump, elf):
    """The functions of an image in the order of their addresses, and whether it is
    for arm64, and the bytes of a word."""
    done = subprocess.run([objdump, "-dl", "--no-show-raw-insn", "-w", elf],
                          check=True, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.split("\n")
    kind = next(line.split()[-1] for line in lines if "file format" in line)
    functions, place, inside = [], None, None
    where = functools.lru_cache(None)(lambda path: local_path(root, path))
    for line in lines:
        if label := LABEL.match(line):
            functions.append(Function(int(label[1], 16), label[2]))
            place = None
        elif code := CODE.match(line):
            functions[-1].code.append((int(code[1], 16), code[2],
                                       re.split(r"\s+//", code[3])[0].strip(), place))
        elif at := PLACE.match(line):
            place = (where(at[1]), int(at[2]))
            # The first line may be one of a function that is part of it now.
            if functions and (not functions[-1].file or
                              (inside == functions[-1].name and not functions[-1].sure)):
                functions[-1].file = place[0]
                functions[-1].sure = inside == functions[-1].name
        elif line.endswith("():"):
            inside = line[:-3]
    return [f for f in functions if f.code], kind


class X86:
    """How instructions of i386 and x86-64 move the stack pointer."""

    def __init__(self, bits):
        self.word, self.sp = bits // 8, "%esp" if bits == 32 else "%rsp"
        # What a call itself pushes.
        self.pushed = self.word

    @staticmethod
    def is_call(mnemonic):
        return mnemonic.startswith("call")

    @staticmethod
    def is_jump(mnemonic):
        return mnemonic.startswith(("j", "notrack"))

    @staticmethod
    def ends(mnemonic):
        return mnemonic.startswith(("jmp", "ret", "iret", "ljmp", "lret", "ud2", "notrack"))

    @staticmethod
    def through_pointer(operands):
        return operands.startswith(("*", "jmp"))

    def step(self, mnemonic, operands, state):
        """The state after an instruction: (depth, {register: depth it points to})."""
        depth, known = state
        ops = split_operands(operands)
        last = ops[-1] if ops else ""
        if mnemonic.startswith("pusha"):
            return depth + 8 * self.word, known
        if mnemonic.startswith("popa"):
            return depth - 8 * self.word, {}
        if mnemonic.startswith("push"):
            depth += 2 if mnemonic == "pushw" else self.word
            # What a saved register points to is known again when it is restored.
            return depth, {**known, depth: known[last]} if last in known \
                else without(known, depth)
        if mnemonic.startswith("pop") and not mnemonic.startswith("popcnt"):
            size = 2 if mnemonic == "popw" else self.word
            restored = {last: known[depth]} if depth in known else {}
            return depth - size, {**without(known, last), **restored}
        if mnemonic == "leave":
            base = "%ebp" if self.word == 4 else "%rbp"
            return self.to(known, base, 0) - self.word, without(known, base)
        if last == self.sp:
            return self.move(mnemonic, ops[0], depth, known), known
        if last.startswith("%"):
            known = without(known, last)
            source = self.points(mnemonic, ops[0], state) if len(ops) == 2 else None
            if source is not None:
                known = {**known, last: source}
        return depth, known

    def points(self, mnemonic, source, state):
        """The depth that a register points to after `mov` or `lea` from the stack
        pointer, else None."""
        if mnemonic.startswith("mov") and source == self.sp:
            return state[0]
        inside = re.fullmatch(rf"(-?0x[0-9a-f]+)?\({self.sp}\)", source)
        if mnemonic.startswith("lea") and inside:
            return state[0] - int(inside[1] or "0", 16)
        return None

    @staticmethod
    def to(known, register, offset):
        if register not in known:
            raise Unknown(f"the stack pointer is set from {register}")
        return known[register] - offset

    def move(self, mnemonic, source, depth, known):
        if source.startswith("$"):
            number = int(source[1:], 16)
            if mnemonic.startswith("sub"):
                return depth + signed(number, 8 * self.word)
            if mnemonic.startswith("add"):
                return depth - signed(number, 8 * self.word)
            if mnemonic.startswith("and"):
                return depth - signed(number, 8 * self.word) - self.word
            if mnemonic.startswith("mov"):
                return 0        # a stack of its own
        if mnemonic.startswith("mov"):
            return self.to(known, source, 0)
        inside = re.fullmatch(r"(-?0x[0-9a-f]+)?\((%\w+)\)", source)
        if mnemonic.startswith("lea") and inside:
            offset = int(inside[1] or "0", 16)
            if inside[2] == self.sp:
                return depth - offset
            return self.to(known, inside[2], offset)
        raise Unknown(f"{mnemonic} {source},{self.sp}")


class Arm64:
    """The same for arm64."""
    word, pushed = 8, 0

    @staticmethod
    def is_call(mnemonic):
        return mnemonic in ("bl", "blr")

    @staticmethod
    def is_jump(mnemonic):
        return mnemonic in ("b", "br", "cbz", "cbnz", "tbz", "tbnz") or \
            mnemonic.startswith("b.")

    @staticmethod
    def ends(mnemonic):
        return mnemonic in ("b", "br", "ret", "eret", "brk", "udf")

    @staticmethod
    def through_pointer(operands):
        return re.fullmatch(r"x\d+", operands) is not None

    def step(self, mnemonic, operands, state):
        depth, known = state
        # [sp, #-N]! before, [sp], #N after.
        before = re.search(r"\[sp, #(-?\d+)\]!", operands)
        after = re.search(r"\[sp\], #(-?\d+)", operands)
        if before or after:
            return depth - int((before or after)[1]), known
        ops = operands.split(", ")
        if ops[0] == "sp":
            if mnemonic in ("add", "sub") and ops[1] == "sp" and ops[2].startswith("#"):
                number = int(ops[2][1:], 0)
                return depth + (number if mnemonic == "sub" else -number), known
            if mnemonic in ("add", "sub") and "#" + ops[2] in known:
                number = known["#" + ops[2]]
                return depth + (number if mnemonic == "sub" else -number), known
            if mnemonic == "mov" and ops[1] in known:
                return known[ops[1]], known
            raise Unknown(f"{mnemonic} {operands}")
        known = without(without(known, ops[0]), "#" + ops[0])
        if mnemonic == "mov" and ops[1] == "sp":
            known = {**known, ops[0]: depth}
        elif mnemonic == "mov" and ops[1].startswith("#"):
            # The size of a large frame.
            known = {**known, "#" + ops[0]: int(ops[1][1:], 0)}
        return depth, known


def signed(number, bits):
    return number - (1 << bits) if number >> (bits - 1) & 1 else number


def without(known, register):
    return {r: d for r, d in known.items() if r != register} if register in known \
        else known


def split_operands(text):
    """The operands of an instruction in AT&T's notation; brackets hold commas."""
    return re.findall(r"[^,(]*\([^)]*\)|[^,]+", text.split("#")[0].strip()) if text else []


def follow(function, machine, at_address, is_switch):
    """Fills in what a function uses and calls. Instructions are visited along the
    jumps, each with the depth it is reached with."""
    code = function.code
    index = {line[0]: i for i, line in enumerate(code)}
    best, queue, tables = {}, [(0, (0, {}))], []
    while queue or tables:
        if not queue:
            # What a table of jumps leads to is what nothing else does.
            rest = [i for i in range(len(code)) if i not in best]
            if not rest:
                break
            queue.append((rest[0], max(tables, key=lambda state: state[0])))
        i, state = queue.pop()
        if i in best and best[i] >= state[0]:
            continue
        if state[0] > FRAME_MAX:
            raise Unknown("a loop takes more and more stack")
        best[i] = state[0]
        address, mnemonic, operands, place = code[i]
        branch = machine.is_jump(mnemonic) or machine.is_call(mnemonic)
        if branch:
            call = machine.is_call(mnemonic)
            used = state[0] + (machine.pushed if call else 0)
            target = operands.split(", ")[-1] if not call else operands
            found = TARGET.match(target)
            if machine.through_pointer(operands) and not call and is_switch(place):
                tables.append(state)
            elif machine.through_pointer(operands):
                function.pointers.append((used, place))
            elif found and int(found[1], 16) in index and not call:
                queue.append((index[int(found[1], 16)], state))
            elif found:
                other = at_address(int(found[1], 16))
                function.calls[other] = max(used, function.calls.get(other, 0))
            elif mnemonic not in ("jmp", "ljmp", "call", "lcall"):
                raise Unknown(f"{mnemonic} {operands}")
            after = state
        else:
            after = machine.step(mnemonic, operands, state)
            function.frame = max(function.frame, after[0])
        if machine.ends(mnemonic):
            continue
        if i + 1 < len(code):
            queue.append((i + 1, after))
        elif (function.file or "").endswith(".S"):
            # A label in the middle of assembly: what follows goes on with it.
            other = at_address(address + 1, following=True)
            if other:
                function.calls[other] = max(after[0], function.calls.get(other, 0))
