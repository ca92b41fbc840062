# SPDX-License-Identifier: GPL-2.0-or-later
"""What the documents say is there: links, files, make's targets, commands,
messages, scenarios, versions."""

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOSTED = ROOT / os.environ.get("BUILD", "bin") / "multiboot.testhost"
PROGRAM = ROOT / os.environ.get("BUILD", "bin") / "multiboot"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"),
                ROOT / "bench/benchmarks.md"])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
FOLDERS = ("src", "core", "tests", "tools", "mk", "docs", "bench", "packaging")


def each_page(function):
    return pytest.mark.parametrize(
        "page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))(function)


def prose(page):
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def blocks(page, language=None):
    """Blocks of code: of that language, or all."""
    return [match[2] for match in FENCE.finditer(page.read_text("utf-8"))
            if language is None or match[1] == language]


def code(page):
    """Everything in `code`, line ends as blanks."""
    return [" ".join(text.split()) for text in
            re.findall(r"`([^`]+)`", prose(page))]


# --- links

def anchor(heading):
    """The anchor that a heading gets."""
    text = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))


def anchors(page):
    return {anchor(text) for text in
            re.findall(r"^#+ (.*)$", prose(page), re.M)}


@each_page
def test_links_lead_somewhere(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, name = target.partition("#")
        # The template's page is made for docs/.
        base = ROOT / "docs" if page.parent.name == "bench" else page.parent
        file = (base / path).resolve() if path else page
        if not file.exists() or (name and name not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_every_page_can_be_found():
    """From the README, in any number of steps."""
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in re.findall(r"\]\(([^)#\s]+\.md)", page.read_text("utf-8")):
            if (page.parent / target).exists():
                todo.append((page.parent / target).resolve())
    assert set(ROOT.glob("docs/*.md")) - seen == set()


# --- files, targets

def expand(path):
    """a/{b,c}.x as [a/b.x, a/c.x]."""
    found = re.search(r"\{([^}]*)\}", path)
    if not found:
        return [path]
    return [done for part in found[1].split(",")
            for done in expand(path[:found.start()] + part
                               + path[found.end():])]


@each_page
def test_files_that_are_named_are_there(page):
    missing = []
    for text in code(page):
        if not re.fullmatch(r"(%s)/[\w./*{},-]*" % "|".join(FOLDERS), text):
            continue
        if re.search(r"NAME|SUBJECT", text):
            continue
        missing += [path for path in expand(text.rstrip("/"))
                    if not list(ROOT.glob(path))
                    and not (ROOT / f"{path}.c").exists()]
    assert missing == []


@pytest.fixture(scope="module")
def targets():
    """make's targets, as its own database lists them."""
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith("MAKE")}
    done = subprocess.run(["make", "-C", ROOT, "-pqrR", "--no-print-directory",
                           "help"], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env=environment)
    return set(re.findall(r"^([\w./-]+):(?!=)", done.stdout, re.M))


def made(page):
    """Targets that the page tells to make, here and not elsewhere (-C)."""
    lines = [text for text in code(page)] + [
        line.strip() for block in blocks(page) for line in block.split("\n")]
    for line in lines:
        words = re.sub(r"'[^']*'", "x", line.split("#")[0].split(">")[0]).split()
        if words[:1] == ["make"] and "-C" not in words:
            yield from (word for word in words[1:2] if "=" not in word)


@each_page
def test_targets_that_are_named_are_there(page, targets):
    assert targets
    assert [name for name in made(page) if name not in targets] == []


# --- commands

def hosted(line):
    """What the core says to a command line, on this machine, with no NIC
    that answers."""
    return subprocess.run([HOSTED, "--virtual", "--nics", "4", "--command", line],
                          text=True, stdin=subprocess.DEVNULL, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def examples():
    for page in PAGES:
        for text in [*code(page), *(line for block in blocks(page, "")
                                    for line in block.split("\n"))]:
            line = re.split(r"\s{3,}", text.strip())[0]
            if re.match(r"multiboot( -|$| net\d)", line) and not \
                    re.search(r"[<\[\]]|\.\.\.|--rounds 0$", line):
                yield line


@pytest.mark.parametrize("line", sorted(set(examples())))
def test_examples_are_understood(line):
    """The race fails, as nobody answers; the options must not."""
    line = line.split(" && ")[0].split(" || ")[0].replace("--rounds 0", "")
    done = hosted(line)
    if "--help" in line:
        assert "usage: multiboot" in done.stdout
        return
    assert not re.search("usage:|option \"|not a 32-bit number", done.stdout)
    assert "No offer" in done.stdout, done.stdout


def test_the_program_for_linux_and_its_page_agree():
    """Every option of the one is in the other."""
    page = (ROOT / "docs/hosted.md").read_text("utf-8")
    usage = subprocess.run([PROGRAM, "--help"], text=True, check=True,
                           stdout=subprocess.PIPE).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", usage))
    assert {"--nic", "--probe", "--json"} <= options
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page))
    # Of kexec, and of the command multiboot.
    mentioned -= {"--load", "--exec", "--initrd", "--command-line", "--settle",
                  "--vlan"}
    assert mentioned - options == set()
    assert options - mentioned == {"--help", "--version"}


def test_an_example_that_is_wrong_is_noticed():
    assert "unknown option" in hosted("multiboot --no-such-option").stdout
    assert "no such command" in hosted("multibot").stdout


@pytest.mark.skipif(not shutil.which("clang-format"), reason="no clang-format")
def test_the_style_by_example_is_what_clang_format_makes():
    block, = blocks(ROOT / "CONTRIBUTING.md", "c")
    done = subprocess.run(
        ["clang-format", f"--assume-filename={ROOT}/core/lib/x.c"],
        input=block, text=True, stdout=subprocess.PIPE, check=True)
    assert done.stdout == block


# --- messages

@pytest.fixture(scope="module")
def texts():
    """All strings in the sources, adjacent ones joined."""
    found = []
    for pattern in ("src/**/*.[ch]", "core/**/*.[chS]"):
        for path in ROOT.glob(pattern):
            source = path.read_text(encoding="utf-8")
            source = re.sub(r'"\s*\n\s*"', "", source)
            found += re.findall(r'"((?:\\.|[^"\\\n])*)"', source)
    return "\n".join(found).replace('\\"', '"').replace("\\r", "")


def messages(page):
    """What stands in the first column of a table, in `code`."""
    for line in prose(page).split("\n"):
        first = re.match(r"\| `([^|]*)` \|", line.replace("||", "\0\0"))
        if first:
            yield first[1].replace("\0\0", "||")


@pytest.mark.parametrize("message", sorted(set(
    messages(ROOT / "docs/troubleshooting.md"))))
def test_messages_occur_in_the_sources(message, texts):
    parts = [part.strip(" `") for part in message.split("...")]
    parts = [part for part in parts if len(part) > 2]
    assert parts
    pattern = r"[^\n]*?%[^\n]*?".join(re.escape(part) for part in parts)
    assert re.search(pattern, texts), parts


# --- what has been tried with what

COMPATIBILITY = ROOT / "docs/compatibility.md"
CACHE = ROOT / os.environ.get("CACHE", ".cache")
SCENARIO = re.compile(r"(test_\w+\.py)::(test_\w+)")


def rows(page):
    """Its tables' rows, each as {heading: cell}."""
    head = None
    for line in page.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if head is None:
            head = cells
        elif not set("".join(cells)) <= set("- "):
            assert len(cells) == len(head), line
            yield dict(zip(head, cells))


TRIED = list(rows(COMPATIBILITY))


def test_tables_of_what_was_tried():
    assert len(TRIED) > 20
    assert all("scenarios" in row for row in TRIED)


@pytest.mark.parametrize("row", TRIED, ids=lambda row: next(iter(row.values())))
def test_scenarios_that_are_named_are_there(row):
    """Each row names at least one, by its file and function."""
    named = re.findall(r"`([^`]+)`", row["scenarios"])
    assert named
    for name in named:
        file, function = SCENARIO.fullmatch(name).groups()
        files = [path for folder in ("qemu", "hosted", "sim")
                 for path in [ROOT / "tests" / folder / file] if path.exists()]
        assert any(re.search(rf"^def {function}\(", path.read_text("utf-8"), re.M)
                   for path in files), name


def in_cache(package):
    """The version that a file says it has which `make deps` has fetched, or None
    where it is not there."""
    file, pattern = {
        "nginx": ("nginx/nginx", rb"nginx/([\d.]+)"),
        "isc-dhcp-server": ("servers/sbin/dhcpd", rb"(\d+\.\d+\.\d+)-P\d"),
        "kea-dhcp4-server": ("servers/sbin/kea-dhcp4", rb"isc-kea-([\d.]+)="),
        "tftpd-hpa": ("servers/sbin/in.tftpd", rb"tftp-hpa ([\d.]+)"),
        "apache2-bin": ("servers/sbin/apache2", rb"Apache/(\d+\.\d+\.\d+)"),
        "lighttpd": ("servers/sbin/lighttpd", rb"lighttpd/([\d.]+)"),
        "grub-efi-amd64-signed": ("loaders/grubnetx64.efi",
                                  rb"grub,\d+,[^,]*,grub,([\d.]+)"),
        "memtest86+": ("loaders/memtest-x64.bin", rb"Memtest86\+ v([\d.]+)"),
        "linux-image-cloud-amd64": ("kernel/vmlinuz", rb"([\d.]+)-\d+-cloud-amd64"),
        "linux-image-cloud-arm64": ("arm64/vmlinuz", rb"([\d.]+)-\d+-cloud-arm64"),
    }.get(package, (None, None))
    if package.startswith("xen-hypervisor"):
        file, pattern = "loaders/xen.gz", rb"(\d+\.\d+\.\d+)[+-][\w.+~-]*deb"
    if not file or not (CACHE / file).exists():
        return None
    content = (CACHE / file).read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    found = re.search(pattern, content)
    return found[1].decode() if found else "none"


def version_of(package):
    """The version that is here, or None."""
    here = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", package], check=False,
        capture_output=True, text=True).stdout
    # What Debian adds to the version is not the program's.
    return re.sub(r"^\d+:", "", here) if here else in_cache(package)


def is_the_page_s_debian():
    release = dict(line.split("=", 1) for line in
                   Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line)
    return f"Debian {release.get('VERSION_ID', '').strip(chr(34))}," in " ".join(
        COMPATIBILITY.read_text("utf-8").split())


@pytest.mark.skipif(not is_the_page_s_debian(), reason="another release")
@pytest.mark.parametrize("row", [row for row in TRIED if "version" in row],
                         ids=lambda row: next(iter(row.values())))
def test_versions_that_are_named_are_those_here(row):
    here = version_of(row["package"].strip("`"))
    if here is None:
        pytest.skip("not here")
    assert re.fullmatch(re.escape(row["version"]) + r"([^\d].*)?", here), here
