# SPDX-License-Identifier: GPL-2.0-or-later
"""Booting over HTTP: the servers that there are, and the broken ones."""

import base64
import socket
import struct
import time
from pathlib import Path

import pytest

from lab import RogueDhcp, RogueHttp, boot_disk, greeting_initrd
from lab.media import QUIET, kernel
from scenario import bootable, expect_boot, script

pytestmark = pytest.mark.core

URL = "http://10.0.0.1/boot.ipxe"
BODY = script(0).encode()


def test_boot_file_is_a_url(lab, vm):
    net = lab(2)
    wire = net.segment(1)
    wire.dnsmasq(boot="http://10.1.0.1/menus/boot.ipxe", tftp=False)
    http = wire.http(files={
        "menus/boot.ipxe": "#!ipxe\nchain sub/next/boot.ipxe\n",
        "menus/sub/next/boot.ipxe": script(1)})
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
    assert http.requests() == [("GET", "/menus/boot.ipxe", "200"),
                               ("GET", "/menus/sub/next/boot.ipxe", "200")]


def test_missing_on_the_server_goes_on(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot=URL)
    http = net.segment(0).http()
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1)
    assert http.requests() == [("GET", "/boot.ipxe", "404")]


def test_name_is_looked_up(lab, vm):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="http://boot.example/boot.ipxe", tftp=False,
                 dns={"boot.example": wire.address})
    wire.http(files={"boot.ipxe": script(0)})
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0)


def test_refused_connection_goes_on(lab, vm):
    net = lab(2)
    net.segment(0).dnsmasq(boot=URL)
    bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 1, 60)


def boot_from_rogue(net, vm, converse, winner, timeout=60):
    """net0's HTTP server is the test's, net1 boots by itself after a while."""
    dhcp = RogueDhcp(net.segment(0), lambda server, message: [
        server.offer(message, file=URL)])
    http = RogueHttp(net.segment(0), converse)
    if winner:
        bootable(net.segment(1), ping=True)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, winner, timeout)
    assert dhcp.error is None and http.error is None
    return http


def redirect(_server, request):
    if request.path == "/boot.ipxe":
        return request.reply(status="302 Found", Location="/real/boot.ipxe")
    return request.reply(BODY)


def chunked(_server, request):
    pieces = [BODY[:1], BODY[1:20], BODY[20:]]
    return request.send(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(
            b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        + b"0\r\nTrailer: x\r\n\r\n")


def until_close(_server, request):
    request.send(b"HTTP/1.0 200 OK\r\n\r\n" + BODY)


def byte_by_byte(_server, request):
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(
            BODY) + BODY:
        request.send(bytes([byte]))
        time.sleep(0.002)


@pytest.mark.parametrize("converse", [redirect, chunked, until_close,
                                      byte_by_byte],
                         ids=lambda function: function.__name__)
def test_ways_to_answer(lab, vm, converse):
    http = boot_from_rogue(lab(1), vm, converse, 0)
    assert http.paths[0] == "/boot.ipxe"


def breaks_in_the_middle(server, request):
    """Sends 20 bytes a connection, and goes on where it is asked to."""
    if len(server.paths) == 1:
        return request.reply(BODY[:20], length=len(BODY), ETag='"1"') and None
    first = int(request.headers["range"][len("bytes="):-1])
    assert request.headers["if-range"] == '"1"'
    place = f"bytes {first}-{len(BODY) - 1}/{len(BODY)}"
    return request.reply(
        BODY[first:first + 20], status="206 Partial Content",
        length=len(BODY) - first, Content_Range=place) and None


def test_file_that_breaks_is_continued(lab, vm):
    http = boot_from_rogue(lab(1), vm, breaks_in_the_middle, 0)
    assert len(http.paths) == -(-len(BODY) // 20)


def redirect_for_ever(_server, request):
    return request.reply(status="302 Found", Location=request.path + "x")


def redirect_to_nonsense(_server, request):
    return request.reply(status="302 Found", Location="gopher://\x7f/%zz")


def shorter_than_said(_server, request):
    request.reply(b"#!ipxe\necho STOLEN\n", length=1000000)


def length_below_zero(_server, request):
    return request.reply(BODY, length=-1)


def length_beyond_all(_server, request):
    return request.reply(BODY, length=2 ** 64 + 10)


def chunk_beyond_all(_server, request):
    request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                 b"8000000000000000\r\nabc")


def endless_headers(_server, request):
    request.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(20000):
        if not request.send(b"X-%d: " % number + b"y" * 100 + b"\r\n"):
            return


def one_long_header(_server, request):
    request.send(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(256):
        if not request.send(b"z" * 4096):
            return


def noise(_server, request):
    request.send(bytes(range(256)) * 64)


def silent_close(_server, _request):
    return None


@pytest.mark.parametrize("converse", [
    redirect_for_ever, redirect_to_nonsense, shorter_than_said,
    length_below_zero, length_beyond_all, chunk_beyond_all, endless_headers,
    one_long_header, noise, silent_close],
    ids=lambda function: function.__name__)
def test_broken_server_goes_on(lab, vm, converse):
    boot_from_rogue(lab(2), vm, converse, 1)


def connections(segment, flag="S"):
    """The ports from which the machine has begun a TCP connection to a web
    server on that wire; ended one, for flag "F"."""
    return {frame["TCP"].sport for frame in segment.capture()
            if frame.haslayer("TCP") and frame["TCP"].dport == 80
            and flag in str(frame["TCP"].flags)}


def from_nginx(net, files, directives=""):
    """net0 boots boot.ipxe from an nginx that has these files."""
    wire = net.segment(0)
    wire.dnsmasq(boot=URL, tftp=False)
    return wire.nginx(files=files, directives=directives)


def linux_files():
    return {
        "boot.ipxe": "#!ipxe\nimgfetch missing || chain old\n",
        "menu.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET}\ninitrd initrd.img\n"
                     "initrd second.txt /second.txt\nset answer 42\nboot\n",
        "vmlinuz": kernel(),
        "initrd.img": greeting_initrd("from nginx"),
        "second.txt": "another file",
    }


def assert_forgotten(machine, *secrets):
    """None of these is in the memory above 1 MiB (of 256)."""
    memory = machine.memory(1 << 20, 255 << 20)
    for secret in secrets:
        assert secret not in memory


def test_passwords_are_not_left_to_a_kernel(lab, vm):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="http://joe:s3cret-w0rd@10.0.0.1/boot.ipxe", tftp=False)
    # Without an initrd it panics and stays as it is.
    wire.http(files={"boot.ipxe": f"#!ipxe\nkernel vmlinuz {QUIET}\nboot\n",
                     "vmlinuz": kernel()})
    with vm(net, "lkrn") as machine:
        machine.wait_for("Kernel panic", 120)
        assert_forgotten(machine, b"s3cret-w0rd",
                         base64.b64encode(b"joe:s3cret-w0rd"))


def test_passwords_are_not_left_to_the_bios(lab, vm):
    net = lab(1)
    disk = boot_disk(net.path("disk.img"))
    wire = net.segment(0)
    wire.dnsmasq(boot="http://joe:s3cret-w0rd@10.0.0.1/boot.ipxe", tftp=False)
    wire.http()
    with vm(net, "rom", disk=disk) as machine:
        machine.wait_for("DISK BOOTED", 60)
        assert_forgotten(machine, b"s3cret-w0rd",
                         base64.b64encode(b"joe:s3cret-w0rd"))


MOVED = "location = /old { return 302 /menu.ipxe; }"
LINUX_REQUESTS = [
    ("/boot.ipxe", "200"), ("/missing", "404"), ("/old", "302"),
    ("/menu.ipxe", "200"), ("/vmlinuz", "200"), ("/initrd.img", "200"),
    ("/second.txt", "200")]


@pytest.mark.parametrize("directives,shared", [
    ("", True),
    ("keepalive_timeout 20s 7s;", True),
    ("keepalive_timeout 0;", False),
    ("keepalive_requests 1;", False),
    ("sendfile on; tcp_nopush on;", True)],
    ids=["stock", "timeout", "timeout-0", "requests-1", "sendfile"])
def test_linux_over_one_connection(lab, vm, directives, shared):
    net = lab(1)
    nginx = from_nginx(net, linux_files(), MOVED + directives)
    with vm(net, "lkrn") as machine:
        machine.wait_for("HELLO FROM LINUX", 60)
        machine.wait_for("MARKER marker: from nginx")
        machine.wait_off()
    number = len(LINUX_REQUESTS)
    assert nginx.requests() == [
        (1 if shared else i + 1, *LINUX_REQUESTS[i]) for i in range(number)]
    begun = connections(net.segment(0))
    assert len(begun) == (1 if shared else number)
    if shared:
        assert connections(net.segment(0), "F") == begun


def test_program_has_the_wire_for_itself(lab, vm):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="second.ipxe", files={
        "second.ipxe": "#!ipxe\necho BY ${net0/chip}\n"})
    wire.nginx(files={"undionly.kpxe": Path("/usr/lib/ipxe/undionly.kpxe")})
    with vm(net, "lkrn", cmdline="dhcp net0 && chain "
            "http://10.0.0.1/undionly.kpxe") as machine:
        machine.wait_for("BY undionly", 90)
    begun = connections(wire)
    assert len(begun) == 1
    assert connections(wire, "F") == begun


TWICE = ("#!ipxe\nimgfetch --name first boot.ipxe\n{between}\n"
         "chain next.ipxe\n")


@pytest.mark.parametrize("between,directives", [
    ("sleep 3", "keepalive_timeout 1s;"),
    ("sleep 11", ""),
    ("ifclose net0\ndhcp net0", ""),
    ("set net0/ip 10.0.0.200", ""),
    ("imgfetch http://10.0.0.2/file", "")],
    ids=["server-closes", "idle", "interface-closed", "readdressed",
         "another-server"])
def test_connection_that_is_not_kept(lab, vm, between, directives):
    net = lab(1)
    other = net.segment(0).host().http(files={"file": "x"})
    nginx = from_nginx(net, {
        "boot.ipxe": TWICE.format(between=between), "next.ipxe": script(0)},
        directives)
    with vm(net, "lkrn") as machine:
        expect_boot(machine, 0, 40)
    assert nginx.requests() == [
        (1, "/boot.ipxe", "200"), (1, "/boot.ipxe", "200"),
        (2, "/next.ipxe", "200")]
    assert len(connections(net.segment(0))) == 2 + len(other.requests())


def conversation(answer):
    """converse() of a server whose boot file asks for another one, and the
    connections of its requests, in order. answer(request, body, again) sends
    the reply; again: that connection has had a request before."""
    seen = []

    def converse(_server, request):
        again = request.connection in seen
        seen.append(request.connection)
        body = BODY if request.path == "/real.ipxe" else (
            b"#!ipxe\nsleep 1\nchain real.ipxe\n")
        return answer(request, body, again)

    return converse, seen


STOLEN = (b"HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n"
          b"#!ipxe\necho STOLEN\n")


def ends_it_when_asked_again(request, body, again):
    return not again and request.reply(body)


def resets_it_when_asked_again(request, body, again):
    if again:
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      struct.pack("ii", 1, 0))
    return not again and request.reply(body)


def says_more_than_the_file(request, body, again):
    assert not again
    return request.reply(body + STOLEN, length=len(body))


def says_more_a_little_later(request, body, again):
    assert not again
    request.reply(body)
    time.sleep(0.2)
    return request.send(STOLEN)


@pytest.mark.parametrize("answer,asked", [
    (ends_it_when_asked_again, 3), (resets_it_when_asked_again, 3),
    (says_more_than_the_file, 2), (says_more_a_little_later, 2)],
    ids=lambda value: getattr(value, "__name__", None))
def test_connection_that_was_kept_in_vain(lab, vm, answer, asked):
    net = lab(1)
    converse, seen = conversation(answer)
    http = boot_from_rogue(net, vm, converse, 0)
    assert http.paths == ["/boot.ipxe"] + ["/real.ipxe"] * (asked - 1)
    assert len(set(seen)) == 2
    assert len(connections(net.segment(0))) == 2


# Says what a form has sent, in a script.
FORM = """#!/usr/bin/python3
import os, sys, urllib.parse
body = sys.stdin.read(int(os.environ["CONTENT_LENGTH"]))
fields = urllib.parse.parse_qsl(body, keep_blank_values=True,
                                strict_parsing=True)
print("Content-Type: text/plain\\n\\n#!ipxe")
for name, value in fields:
    print(f"echo {os.environ['REQUEST_METHOD']} {name} is <{value}>")
"""


def test_parameters_are_posted(lab, vm):
    net = lab(1)
    wire = net.segment(0)
    wire.dnsmasq(boot="http://10.0.0.1/boot.ipxe", tftp=False)
    wire.http(cgi=True, files={"cgi-bin/form": FORM, "boot.ipxe": """#!ipxe
params
param mac ${net0/mac}
param a&b=c 50% of + a "b"  & more
param empty
chain cgi-bin/form##params || goto failed
params --name other && param --params other x y
chain cgi-bin/form##params=other || goto failed
chain cgi-bin/form##params=none || echo no such list
"""})
    with vm(net, "rom") as machine:
        for line in ("POST mac is <52:54:00:00:00:00>",
                     'POST a&b=c is <50% of \\+ a "b" & more>',
                     "POST empty is <>", "POST x is <y>",
                     "no such parameters; begin them with params",
                     "no such list"):
            machine.wait_for(line, 60)
