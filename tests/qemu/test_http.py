# SPDX-License-Identifier: GPL-2.0-or-later
"""Booting over HTTP: the servers that there are, and the broken ones."""

import time

import pytest

from lab import RogueDhcp, RogueHttp
from scenario import bootable, expect_boot, script

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
