# SPDX-License-Identifier: GPL-2.0-or-later
"""src/ stays an overlay: it uses nothing of the firmware but what stands in
interfaces.txt, compiles in every version of it, and gets in nobody's way."""

import re
import subprocess

import pytest

import overlay

LIST = overlay.interfaces()
SETTINGS_H = "config/local/multiboot/settings.h"
BOOT_SCRIPT = "config/local/multiboot/boot.ipxe"
COMPAT_H = "include/usr/multibootcompat.h"
CODE = [str(path) for path in overlay.files("*.[ch]")]
CONFIG_H = (SETTINGS_H, "config/local/multiboot/general.h")
FOLDERS = {"hci/commands", "usr", "net", "include/usr",
           "arch/x86/interface/pcbios", "interface/efi",
           "config/local/multiboot"}


def without_command(text):
    """<ipxe/command.h> as it was before commands registered by COMMAND()."""
    return re.sub(r"#define COMMAND\(.*?\n\n", "\n", text, flags=re.S)


def uriboot_takes(kind):
    """<usr/autoboot.h> with another type of uriboot()'s SAN parameter."""
    def edit(text):
        text = text.replace("struct san_boot_config;\n", "")
        return text.replace("struct san_boot_config *san", f"{kind}san")
    return edit


VERSIONS = {
    "current": {},
    "before-COMMAND": {"ipxe/command.h": without_command},
    "san-is-text": {"usr/autoboot.h": uriboot_takes("const char *")},
    "san-is-anything": {"usr/autoboot.h": uriboot_takes("void *")},
    "oldest": {"ipxe/command.h": without_command,
               "usr/autoboot.h": uriboot_takes("const char *")},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """built(bits, version): a folder of objects and the compiler's words."""
    cache = {}

    def build(bits, version="current"):
        if (bits, version) not in cache:
            out = tmp_path_factory.mktemp(f"{version}-{bits}")
            tree = overlay.scratch_tree(out / "include", LIST.header,
                                        VERSIONS[version])
            cache[bits, version] = out, overlay.compile_all(tree, bits, out)
        return cache[bits, version]
    return build


@pytest.mark.parametrize("path", CODE)
def test_includes_only_listed_headers(path):
    own = {str(header.relative_to("include"))
           for header in overlay.files("*.h")
           if header.parts[0] == "include"}
    text = overlay.code(path, keep_strings=True)
    assert set(overlay.included(text)) - own <= LIST.header
    assert not re.search(r'#\s*include\s*"', text), 'use <...>'


def test_listed_headers_exist():
    compiler = {"stddef.h", "stdint.h"}
    missing = {name for name in LIST.header - compiler
               if not (overlay.HEADERS / name).exists() and
               not (overlay.PLATFORM_HEADERS / name).exists()}
    assert not missing


@pytest.mark.parametrize("bits", overlay.ARCH)
@pytest.mark.parametrize("version", VERSIONS)
def test_compiles_with_nothing_but_the_listed_headers(built, bits, version):
    assert built(bits, version)[1] == ""


@pytest.mark.parametrize("bits", overlay.ARCH)
def test_needs_only_listed_symbols(built, bits):
    """No symbol that is not listed, and none of the compiler's helpers."""
    folder, said = built(bits)
    assert said == ""
    objects = sorted(folder.glob("*.o"))
    defined = set().union(*overlay.symbols(
        objects, "-g", "--defined-only").values())
    needed = set().union(*overlay.symbols(objects, "-u").values())
    assert needed - defined <= LIST.function


def test_defines_only_symbols_of_its_own(built):
    folder, _ = built(64)
    objects = sorted(folder.glob("*.o"))
    found = overlay.symbols(objects, "-g", "--defined-only")
    strange = {name for names in found.values() for name in names
               if not name.startswith("multiboot")}
    assert not strange


@pytest.mark.parametrize("bits", overlay.ARCH)
def test_stack_use(built, bits):
    """The stack of a 32-bit BIOS build is 4 kB, for all that nests."""
    deepest, chain = overlay.stack_chain(built(bits)[0])
    limit = overlay.CHAIN_MAX * bits // 32
    assert deepest <= limit, f"{deepest} bytes: {' -> '.join(chain)}"


def declared_in(tree, out):
    """Functions and macros that the scratch tree's headers declare."""
    unit = out / "all.c"
    unit.write_text("".join(f"#include <{name}>\n"
                            for name in sorted(LIST.header)))
    base = overlay.command(unit, tree, 64, "-Wno-error")
    done = overlay.run([*base, "-aux-info", str(out / "all.X"), "-c",
                        str(unit), "-o", str(out / "all.o")])
    assert done.returncode == 0, done.stdout
    functions = set(re.findall(r"(\w+) \([^()]*(?:\([^()]*\)[^()]*)*\);",
                               (out / "all.X").read_text()))
    done = overlay.run([*base, "-E", "-dD", str(unit)])
    macros = set()
    ours = False
    for line in done.stdout.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            ours = marker.group(1).startswith(str(tree))
        defined = re.match(r"#define (\w+)", line)
        if defined and ours:
            macros.add(defined.group(1))
    return functions, macros


def test_uses_only_listed_functions_and_macros(tmp_path):
    tree = overlay.scratch_tree(tmp_path / "include", LIST.header)
    functions, macros = declared_in(tree, tmp_path)
    assert "netdev_open" in functions and "OPTION_DESC" in macros
    # Attributes and the like, which the list's introduction takes for granted.
    allowed = LIST.function | LIST.macro | {"NULL", "__unused"}
    for path in CODE:
        words = set(re.findall(r"\w+", overlay.code(path)))
        called = set(re.findall(r"(?<![>.\w])(\w+)\s*\(", overlay.code(path)))
        assert called & functions <= allowed, path
        assert words & macros - overlay_macros() <= allowed, path


CHECK_DIGEST = """
#include <stddef.h>
#include <usr/multibootmgmt.h>
#include <usr/multibootpin.h>
%s
int main ( int argc, char **argv ) {
	struct multiboot_options options = { .sha256 = argv[1] };

	return ( multiboot_check ( &options, NULL, 0 ) != 0 );
}
"""
PIN = "int multiboot_pin ( const char *sha256 ) { return 1; }"


@pytest.mark.parametrize("function,digest,said", [
    ("", "1" * 64, "this firmware cannot compare digests"),
    ("", "1" * 63, "not 64 hexadecimal digits"),
    (PIN, "1" * 64, ""),
])
def test_a_digest_is_refused_where_nothing_can_compare_it(
        built, tmp_path, function, digest, said):
    """As in a tree of iPXE's, where no file but the overlay's own has that
    function. Nothing else of the firmware is called before."""
    folder, _ = built(64)
    unit = tmp_path / "unit.c"
    unit.write_text(CHECK_DIGEST % function)
    tree = overlay.scratch_tree(tmp_path / "include", LIST.header)
    done = overlay.run([*overlay.command(unit, tree, 64), "-c", str(unit),
                        "-o", str(tmp_path / "unit.o")])
    assert done.returncode == 0, done.stdout
    program = tmp_path / "program"
    done = overlay.run([overlay.CC, "-no-pie", "-o", str(program),
                        "-Wl,--unresolved-symbols=ignore-all",
                        str(tmp_path / "unit.o"),
                        *map(str, folder.glob("*.o"))])
    assert done.returncode == 0, done.stdout
    done = overlay.run([str(program), digest])
    assert done.returncode == bool(said)
    assert said in done.stdout and bool(said) == bool(done.stdout)


def overlay_macros():
    """Macros that the overlay itself defines (include guards among them)."""
    return {name for path in CODE for name in
            re.findall(r"#\s*define\s+(\w+)", overlay.code(path))
            if name != "COMMAND"}


def test_uses_only_listed_structs_and_fields():
    own_structs, own_fields = set(), set()
    for path in CODE:
        for name, body in re.findall(r"struct\s+(\w+)\s*\{(.*?)\n\}",
                                     overlay.code(path), flags=re.S):
            own_structs.add(name)
            own_fields |= set(re.findall(r"(\w+)(?:\[[^\]]*\])?\s*;", body))
            own_fields |= set(re.findall(r"\(\s*\*\s*(\w+)\s*\)\s*\(", body))
    listed = set().union(*LIST.fields.values())
    for path in CODE:
        text = re.sub(r"#\s*include.*", "", overlay.code(path))
        structs = set(re.findall(r"\b(?:struct|union)\s+(\w+)", text))
        assert structs - own_structs <= LIST.struct, path
        fields = set(re.findall(r"(?:->|(?<![\w.])\.|(?<=[\w\])])\.)"
                                r"\s*([a-z_]\w*)", text))
        assert fields - own_fields <= listed, path


@pytest.mark.parametrize("path", CODE)
def test_no_conditionals_in_logic(path):
    """#if stands in the compatibility and the configuration header only; the
    others have an include guard and nothing else."""
    found = re.findall(r"^\s*#\s*(if\w*|elif\w*|else)\b(.*)$",
                       overlay.code(path), flags=re.M)
    if path in (COMPAT_H, *CONFIG_H):
        return
    guard = [("ifndef", f" _{path[len('include/'):].upper()}"
              .replace("/", "_").replace(".", "_"))]
    assert found == (guard if path.endswith(".h") else [])


def test_object_names_are_free():
    names = [path.stem for path in overlay.sources()]
    assert len(names) == len(set(names))
    assert not set(names) & LIST.taken
    # The firmware's objects are named after what they hold: with a prefix of
    # our own, no later one gets in the way either.
    assert all(re.fullmatch(r"multiboot[a-z_]+", name) for name in names)


def test_holds_only_files_of_ours():
    for path in overlay.files():
        assert str(path.parent) in FOLDERS, path
        assert (path.name.startswith("multiboot") or
                str(path) in (*CONFIG_H, BOOT_SCRIPT)), path
        # A header <multiboot.h> exists there.
        assert path.name != "multiboot.h"


def test_every_file_is_licensed():
    for path in CODE:
        text = (overlay.SRC / path).read_text()
        assert text.startswith("/* SPDX-License-Identifier: GPL-2.0-or-later")
        if path not in CONFIG_H:
            assert "FILE_LICENCE ( GPL2_OR_LATER );" in text, path


@pytest.mark.parametrize("path", [path for path in CODE if path[-1] == "c"])
def test_builds_for_secure_boot_find_it_forbidden(tmp_path, path):
    """Only the firmware's maintainers may say more, in the one place where it
    stands. Versions that know no such word are not told it."""
    tree = overlay.scratch_tree(tmp_path / "include", LIST.header)

    def said(*flags):
        done = overlay.run([*overlay.command(overlay.SRC / path, tree, 64),
                            "-E", "-P", *flags, str(overlay.SRC / path)])
        assert done.returncode == 0, done.stdout
        return set(re.findall(r"\w*secboot\w*", done.stdout, flags=re.I))

    assert said("-DFILE_SECBOOT(status)=extern int secboot_##status") == {
        "secboot_FORBIDDEN"}
    assert said() == set()
    assert "FILE_SECBOOT" not in overlay.code(path)


def test_error_identities_are_unique_and_free():
    """An object that uses error numbers names itself before any header."""
    found = {}
    for path in overlay.sources():
        text = overlay.code(path)
        name = f"ERRFILE_{path.stem}"
        defined = re.search(
            rf"#define {name} \( ERRFILE_OTHER \| 0x00([0-9a-f]{{2}})0000 \)",
            text)
        if not defined:
            assert not re.search(r"-E[A-Z]+\b|EINFO_", text), path
            assert "#include <errno.h>" not in text, path
            continue
        assert defined.start() < text.index("#include"), path
        found[path] = int(defined.group(1), 16)
    assert len(found) == len(set(found.values()))
    assert all(0x70 <= number <= 0x7f for number in found.values())


FORMAT = re.compile(r"%(?:[#0]*\d*(?:h|l|z)?[dixXcsp]|%)")


@pytest.mark.parametrize("path", [path for path in CODE if path[-1] == "c"])
def test_formats_every_version_knows(path):
    """No %u, no %-, no precision, no ll: not all versions have them."""
    text = overlay.code(path, keep_strings=True)
    for string in re.findall(r'"((?:\\.|[^"\\])*)"', text):
        assert "%" not in FORMAT.sub("", string), string


@pytest.mark.parametrize("path", CODE)
def test_nothing_wider_than_the_code_allows(path):
    """Tabs of 8, 80 columns; a line that ends a long name may have 88."""
    for number, line in enumerate(
            (overlay.SRC / path).read_text().splitlines(), 1):
        width = len(line.expandtabs(8))
        assert width <= 88, f"{path}:{number}: {width} columns"
        assert line == line.rstrip(), f"{path}:{number}: space at the end"


def preprocessed(tree, *flags):
    done = subprocess.run(
        [overlay.CC, "-E", "-P", "-nostdinc", "-isystem",
         overlay.compiler_include(), "-I", str(tree), *flags, "-xc",
         str(overlay.SRC / SETTINGS_H)], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_configuration_acts_in_the_config_object_only(tmp_path):
    tree = overlay.scratch_tree(tmp_path / "include", LIST.header)
    header = ("-include", "compiler.h")
    assert "multiboot_cmd" in preprocessed(tree, *header, "-DOBJECT=config")
    for other in ("netdevice", "config_fs", "multiboot_cmd", "version"):
        assert "multiboot_cmd" not in preprocessed(
            tree, *header, f"-DOBJECT={other}")
    assert preprocessed(tree, "-DASSEMBLY", "-DOBJECT=config").strip() == ""


def test_another_configuration_may_include_ours(tmp_path):
    """As docs/ipxe.md says for what shall hold for some builds only."""
    tree = overlay.scratch_tree(tmp_path / "include", LIST.header)
    unit = tmp_path / "unit.c"
    unit.write_text("".join(f"#include <{name}>\n" for name in CONFIG_H))
    for name, linked in (("config", True), ("netdevice", False)):
        done = overlay.run([
            overlay.CC, "-E", "-dD", "-P", "-nostdinc", "-isystem",
            overlay.compiler_include(), "-I", str(tree), "-I", str(overlay.SRC),
            "-include", "compiler.h", f"-DOBJECT={name}", str(unit)])
        assert done.returncode == 0, done.stdout
        assert ("multiboot_cmd" in done.stdout) == linked
        assert "#define BANNER_TIMEOUT 0" in done.stdout


@pytest.mark.parametrize("platform,mark", [
    ("pcbios", "bios"), ("efi", "efi"), ("linux", None)])
def test_configuration_links_what_the_platform_has(tmp_path, platform, mark):
    tree = overlay.scratch_tree(tmp_path / "include", LIST.header)
    text = preprocessed(tree, "-include", "compiler.h", "-DOBJECT=config",
                        f"-DPLATFORM_{platform}")
    assert re.findall(r"multibootmark_(\w+)", text)[:1] == [mark] * bool(mark)


def test_configuration_takes_the_banner_out(tmp_path):
    """Unless the file that is read before says to keep it."""
    banner = "#define BANNER_TIMEOUT 20\n#define ROM_BANNER_TIMEOUT 40\n"
    for local, wait in (("", "0 0"), ("#define MULTIBOOT_KEEP_BANNER\n",
                                      "20 40")):
        unit = tmp_path / "unit.c"
        unit.write_text(f"{banner}{local}"
                        f'#include "{overlay.SRC / CONFIG_H[1]}"\n'
                        "BANNER_TIMEOUT ROM_BANNER_TIMEOUT\n")
        done = overlay.run([overlay.CC, "-E", "-P", str(unit)])
        assert done.stdout.split("\n")[-2:] == [wait, ""]


def test_boot_script_is_one():
    lines = (overlay.SRC / BOOT_SCRIPT).read_text().splitlines()
    assert lines[0] == "#!ipxe"
    assert len(lines) == 2 and lines[1].startswith("multiboot")


# The checks themselves: each has to find what it looks for.

def test_list_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="interfaces.txt:1: functoin"):
        overlay.Interfaces("functoin printf")
    with pytest.raises(ValueError, match="twice"):
        overlay.Interfaces("macro X\n+ macro X")


@pytest.mark.parametrize("string", ["%u", "%-5s", "%.3s", "%lld", "%5", "%y"])
def test_format_check_finds(string):
    assert "%" in FORMAT.sub("", string)


def test_stack_check_adds_up(tmp_path):
    (tmp_path / "a.ci").write_text(
        'node: { title: "a.c:f" label: "f\\na.c:1:1\\n92 bytes (static)" }\n'
        'node: { title: "g" label: "g\\na.c:2:1\\n192 bytes (static)" }\n'
        'edge: { sourcename: "a.c:f" targetname: "g" label: "a.c:1" }\n')
    assert overlay.stack_chain(tmp_path) == (300, ("f", "g"))
