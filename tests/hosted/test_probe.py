# SPDX-License-Identifier: GPL-2.0-or-later
"""--probe: what a machine here would boot, and why not."""

import json
import re
from uuid import UUID

import pytest

from lab import RogueDhcp
from lab.pcap import dhcp
from program import (BOOT, NOTHING, VALGRIND, ASAN, Witness, is_discover, nics,
                     run, told)
from scenario import bootable, silent


def test_in_words(lab):
    net = lab(4)
    net.segment(1).dnsmasq()
    bootable(net.segment(2))
    done = run(net, "--probe", *nics(net))
    assert done.returncode == BOOT
    verdict = done.stdout[done.stdout.index("A machine here"):]
    assert re.fullmatch(
        r"A machine here would boot tftp://10\.2\.0\.1/boot\.ipxe from tap2\.\n"
        r"  tap0: no offer in that time\n"
        r"  tap1: offer 10\.1\.0\.\d+ from 10\.1\.0\.1 after \d+ ms: "
        r"nothing to boot\n"
        r"  tap2: offer 10\.2\.0\.\d+ from 10\.2\.0\.1 after \d+ ms: "
        r"tftp://10\.2\.0\.1/boot\.ipxe\n"
        r"  tap3: no offer in that time\n", verdict), verdict


def test_quiet_is_the_verdict_alone(lab):
    net = lab(1)
    bootable(net.segment(0))
    done = run(net, "--probe", "--quiet", "--nic", "tap0")
    assert done.stdout.startswith("A machine here would boot tftp://")
    assert done.stderr == ""


def test_as_json_and_discover_only(lab):
    net = lab(4)
    net.segment(1).dnsmasq()
    server = bootable(net.segment(2))
    witness = Witness(net.segment(2), "tap2")
    status, result = told(net, "--probe", *nics(net))
    assert status == BOOT
    assert result["outcome"] == "boot" and result["error"] is None
    winner = result["winner"]
    assert winner["nic"] == "tap2" and winner["netdev"] == "net2"
    assert winner["uri"] == "tftp://10.2.0.1/boot.ipxe"
    by_name = {nic["nic"]: nic for nic in result["nics"]}
    assert list(by_name) == ["tap0", "tap1", "tap2", "tap3"]
    assert all(nic["link"] for nic in result["nics"])
    poor, = by_name["tap1"]["offers"]
    assert not poor["bootable"] and poor["file"] is None
    good, = by_name["tap2"]["offers"]
    assert good["bootable"] and good["file"] == "boot.ipxe"
    assert good["server"] == good["next_server"] == "10.2.0.1"
    assert by_name["tap2"]["reason"] == "ready"
    assert by_name["tap0"]["offers"] == []
    # The server has not been asked for a lease; nothing else went out.
    sent = witness.sent_by(winner["mac"])
    assert sent and all(map(is_discover, sent))
    assert {kind for kind, _ in server.messages()} == \
        {"DHCPDISCOVER", "DHCPOFFER"}


def test_with_request_the_server_is_asked(lab):
    net = lab(1)
    server = bootable(net.segment(0))
    status, result = told(net, "--probe", "--request", "--nic", "tap0")
    assert status == BOOT
    assert [offer["kind"] for offer in result["nics"][0]["offers"]] == \
        ["offer", "ack"]
    assert len(server.messages("DHCPREQUEST")) == 1


def test_with_request_a_refusal_counts(lab):
    """A server that offers and does not give."""
    def answer(server, message):
        if message.type == "DISCOVER":
            return [server.offer(message)]
        return [server.reply(message, "nak", yiaddr="0.0.0.0")]

    net = lab(1)
    RogueDhcp(net.segment(0), answer)
    assert told(net, "--probe", "--nic", "tap0")[0] == BOOT
    status, result = told(net, "--probe", "--request", "--nic", "tap0")
    assert status == NOTHING and result["winner"] is None
    assert result["nics"][0]["reason"] == "request refused (NAK)"


@pytest.mark.parametrize("options, reason, error", [
    ({"ignore": True}, "no offer", "No offer"),
    ({}, "lease, nothing to boot", "Offers, nothing to boot")])
def test_why_not(lab, options, reason, error):
    net = lab(1)
    net.segment(0).dnsmasq(**options)
    status, result = told(net, "--probe", "--timeout", 2500, "--nic", "tap0")
    assert status == NOTHING and result["outcome"] == "nothing"
    assert result["nics"][0]["reason"] == reason
    assert result["error"].startswith(error)


def test_links_that_are_down(lab):
    net = lab(2)
    net.ip_batch(net.namespace, ["link set tap0 down"])
    host = net.segment(1).host()
    net.ip_batch(host.namespace, ["link set eth0 down"])
    status, result = told(net, "--probe", "--nic", "tap0",
                          "--netns", host.namespace, "--nic", "eth0")
    assert status == NOTHING
    assert result["error"].startswith("No link anywhere")
    assert [(nic["link"], nic["reason"]) for nic in result["nics"]] == \
        [(False, "link down")] * 2


def test_an_architecture_gets_its_file(lab):
    net = lab(1)
    net.segment(0).dnsmasq(extra=[
        "--dhcp-match=set:efi,option:client-arch,7",
        "--dhcp-vendorclass=set:arm,PXEClient:Arch:00011",
        "--dhcp-boot=tag:efi,x86_64.efi", "--dhcp-boot=tag:arm,arm64.efi",
        "--dhcp-boot=tag:!efi,tag:!arm,bios.0"])

    def file(*arguments):
        return told(net, "--probe", "--nic", "tap0",
                    *arguments)[1]["nics"][0]["offers"][0]["file"]

    assert file() == "bios.0"
    assert file("--arch", "7") == file("--arch", "x86_64") == "x86_64.efi"
    assert file("--arch", "arm64") == "arm64.efi"


@pytest.mark.parametrize("arch, firmware", [
    ("0", 33), ("7", 36), ("11", 36), ("16", 36), ("28", 36)])
def test_features_are_those_of_the_machine(lab, arch, firmware):
    """Servers choose by option 175 as well: its suboption 33 is a BIOS's, 36 is
    UEFI's, and 24, Linux kernels, is always there."""
    net = lab(1)
    bootable(net.segment(0))
    witness = Witness(net.segment(0), "tap0")
    status, result = told(net, "--probe", "--nic", "tap0", "--arch", arch)
    assert status == BOOT
    discover = dhcp(witness.sent_by(result["winner"]["mac"]))[0]
    rest, features = bytes(discover.options[175]), {}
    while rest:
        features[rest[0]] = rest[2:2 + rest[1]]
        rest = rest[2 + rest[1]:]
    assert {code for code in (24, 33, 36) if code in features} == {24, firmware}
    assert features[firmware] == features[24] == b"\1"


def test_the_machine_can_be_another_one(lab):
    """UUID and MAC address as given; without, the same each time."""
    heard = []

    def answer(server, message):
        heard.append((message.mac, message.options["pxe_client_machine_"
                                                   "identifier"]))
        return [server.offer(message)]

    net = lab(1)
    RogueDhcp(net.segment(0), answer)
    uuid = "00112233-4455-6677-8899-aabbccddeeff"
    for extra in ([], [], ["--mac", "52:54:00:12:34:56", "--uuid", uuid]):
        assert told(net, "--probe", "--nic", "tap0", *extra)[0] == BOOT
    assert heard[0] == heard[1] != heard[2]
    assert heard[2] == ("52:54:00:12:34:56",
                        b"\0" + UUID(uuid).bytes_le)
    assert heard[0][0] != net.segment(0).mac


def test_two_servers_on_a_wire_and_a_proxy(lab):
    """All of them are in the report; the file comes from the proxy."""
    net = lab(1)
    segment = net.segment(0)
    segment.dnsmasq()
    segment.host().dnsmasq(boot="proxy.ipxe", proxy=True)
    status, result = told(net, "--probe", "--nic", "tap0")
    assert status == BOOT
    offers = result["nics"][0]["offers"]
    assert sorted(offer["kind"] for offer in offers) == ["offer", "proxy"]


def test_text_from_a_server_is_only_text(lab):
    """Quotes, control characters, a password: in both reports."""
    name = b'x"\\\x1b[31m\n\x9b\xff<b>'

    def answer(server, message):
        return [server.reply(message, "offer", file=name, options=[
            (17, b"http://me:secret@10.0.0.9/r\x1b[2J")])]

    net = lab(1)
    RogueDhcp(net.segment(0), answer)
    status, result = told(net, "--probe", "--nic", "tap0")
    offer, = result["nics"][0]["offers"]
    assert offer["file"] == name.decode("latin-1")
    assert "secret" not in json.dumps(result)
    done = run(net, "--probe", "--nic", "tap0")
    verdict = done.stdout[done.stdout.index("A machine here"):]
    assert "secret" not in verdict
    assert not re.search("[^\n -~]", verdict), repr(verdict)


def test_offers_without_end_are_bounded(lab):
    """A server that answers each request with hundreds, each another one."""
    def flood(server, message):
        return [server.offer(message, yiaddr=f"10.0.{i}.{j}")
                for i in range(3) for j in range(1, 101)]

    net = lab(1)
    RogueDhcp(net.segment(0), flood)
    status, result = told(net, "--probe", "--nic", "tap0", program=ASAN)
    assert status == BOOT
    assert 1 <= len(result["nics"][0]["offers"]) <= 32


@pytest.mark.parametrize("broken", [
    {"udp": {"chksum": 0x1234}}, {"udp": {"len": 2000}}, {"op": 1},
    {"drop": ["server_id"]}, {"raw": b"\x63\x82\x53\x63\x35\x01"}],
    ids=["checksum", "length", "op", "server", "cut"])
def test_damaged_offers_do_not_count(lab, broken):
    net = lab(1)
    RogueDhcp(net.segment(0),
              lambda server, message: [server.offer(message, **broken)])
    status, result = told(net, "--probe", "--timeout", 1500, "--nic", "tap0")
    assert status == NOTHING and result["nics"][0]["offers"] == []


def test_under_valgrind(lab):
    net = lab(2)
    silent(net.segment(0))
    bootable(net.segment(1))
    done = run(net, "--probe", *nics(net), program=VALGRIND)
    assert done.returncode == BOOT, done.stderr
    assert "would boot tftp://10.1.0.1/boot.ipxe" in done.stdout
