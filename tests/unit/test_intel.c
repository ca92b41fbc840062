/* SPDX-License-Identifier: GPL-2.0-or-later */

/* e1000 and e1000e with a controller that this test plays: its registers are
 * reached through the functions below, its rings are where the driver has put
 * them. */

#include "unit.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <ipxe/timer.h>

#include "registers.h"
#include "../replace.h"
#include "../../core/drivers/intel.h"

/* What the driver has given the controller and was not sent is only freed after a
 * reset, which is looked for here. */
REPLACES(netdev_tx_complete_err);

extern struct pci_driver e1000_driver;
extern struct pci_driver e1000e_driver;

/* --- the controller */

static struct {
	uint32_t regs[0x6000 / 4];
	int stuck;			/* does not reset */
	int no_autoload;		/* of the address */
	uint16_t eeprom[3];
	unsigned int eerd_shift;
	uint32_t eerd_done;
	int link_down;
	unsigned int rx_head;
	int bar_rc;
} device;

static uint32_t *reg(unsigned int offset)
{
	assert_in_range(offset, 0, sizeof(device.regs) - 4);
	return &device.regs[offset / 4];
}

uint32_t readl(uintptr_t offset)
{
	uint32_t value = *reg(offset);

	switch (offset) {
	case INTEL_STATUS:
		value = device.link_down ? 0 : STATUS_LINK_UP;
		if (!(*reg(INTEL_CTRL) & CTRL_GIO_MASTER_DISABLE))
			value |= STATUS_GIO_MASTER;
		break;
	case INTEL_MPC:
	case INTEL_CRCERRS:
		*reg(offset) = 0;
		break;
	}
	return value;
}

static void reset_device(void)
{
	memset(device.regs, 0, sizeof(device.regs));
	device.rx_head = 0;
	if (device.no_autoload)
		return;
	*reg(INTEL_RAL) = 0x12005452;
	*reg(INTEL_RAH) = 0x5634 | RAH_VALID;
}

static void assert_reset(void)
{
	assert_int_equal(*reg(INTEL_RCTL), 0);
	assert_int_equal(*reg(INTEL_TCTL), 0);
	assert_int_equal(*reg(INTEL_RDBAL), 0);
	assert_int_equal(*reg(INTEL_TDBAL), 0);
}

void __wrap_netdev_tx_complete_err(struct net_device *netdev,
				   struct io_buffer *iobuf, int rc)
{
	if (rc)
		assert_reset();
	__real_netdev_tx_complete_err(netdev, iobuf, rc);
}

void writel(uint32_t value, uintptr_t offset)
{
	unsigned int word = (value & 0xffff) >> device.eerd_shift;

	*reg(offset) = value;
	if (offset == INTEL_CTRL && (value & CTRL_RESET) && !device.stuck)
		reset_device();
	if (offset == INTEL_EERD && (value & EERD_START) && device.eerd_done)
		*reg(offset) = device.eerd_done |
			       (uint32_t)device.eeprom[word % 3] << 16;
}

void pci_enable(struct pci_device *pci)
{
}

int pci_read_bar(struct pci_device *pci, unsigned int index,
		 struct pci_bar *bar)
{
	assert_int_equal(index, 0);
	bar->is_io = 0;
	bar->base = 0;
	return device.bar_rc;
}

static volatile struct intel_rx_desc *rx_desc(unsigned int index)
{
	uint64_t base = *reg(INTEL_RDBAL) | (uint64_t)*reg(INTEL_RDBAH) << 32;

	return (struct intel_rx_desc *)(uintptr_t)base + index;
}

static volatile struct intel_tx_desc *tx_desc(unsigned int index)
{
	uint64_t base = *reg(INTEL_TDBAL) | (uint64_t)*reg(INTEL_TDBAH) << 32;

	return (struct intel_tx_desc *)(uintptr_t)base + index;
}

/* Puts a frame into the next descriptor that the driver has given. */
static void deliver(size_t len, uint8_t status, uint8_t errors)
{
	volatile struct intel_rx_desc *desc = rx_desc(device.rx_head);

	assert_true(*reg(INTEL_RCTL) & RCTL_ENABLE);
	assert_int_not_equal(device.rx_head, *reg(INTEL_RDT));
	assert_int_equal(desc->status, 0);
	memset((void *)(uintptr_t)desc->addr, 0xda,
	       len < INTEL_BUFFER ? len : INTEL_BUFFER);
	desc->len = len;
	desc->errors = errors;
	desc->status = status;
	device.rx_head = (device.rx_head + 1) % INTEL_RING;
}

/* --- the tests */

static struct pci_device pci;
static struct net_device *netdev;

static void prepare(void)
{
	memset(&device, 0, sizeof(device));
	memset(&pci, 0, sizeof(pci));
	hosted_options.virtual_clock = 1;
	device.eerd_shift = 8;
	device.eerd_done = 1U << 4;
	reset_device();
}

static int open_setup(void **state)
{
	prepare();
	assert_int_equal(e1000_driver.probe(&pci, e1000_driver.ids), 0);
	netdev = pci.priv;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_rx_freeze(netdev);
	return 0;
}

static int teardown(void **state)
{
	intel_remove(&pci);
	assert_int_equal(*reg(INTEL_RCTL), 0);
	assert_int_equal(*reg(INTEL_TCTL), 0);
	return 0;
}

static struct io_buffer *frame(size_t len)
{
	struct io_buffer *iobuf = alloc_iob(len);

	memset(iob_put(iobuf, len), 0xf0, len);
	return iobuf;
}

static unsigned int receive_all(size_t len)
{
	struct io_buffer *iobuf;
	unsigned int count = 0;

	netdev_poll(netdev);
	while ((iobuf = netdev_rx_dequeue(netdev))) {
		assert_int_equal(iob_len(iobuf), len);
		free_iob(iobuf);
		count++;
	}
	return count;
}

static void identifies(void **state)
{
	assert_string_equal(netdev_addr(netdev), "52:54:00:12:34:56");
	assert_true(netdev_link_ok(netdev));
	assert_int_equal(*reg(INTEL_RDLEN) % 128, 0);
	assert_int_equal(*reg(INTEL_RDBAL) % 16, 0);
	assert_int_equal(*reg(INTEL_TDBAL) % 16, 0);
	assert_int_equal(*reg(INTEL_IMC), ~0U);
}

static void receives(void **state)
{
	unsigned int round, i;

	for (round = 0; round < 100; round++) {
		for (i = 0; i < 1 + round % (INTEL_RING - 1); i++)
			deliver(60 + round, RX_STATUS_DONE | RX_STATUS_END, 0);
		assert_int_equal(receive_all(60 + round), i);
	}
	assert_int_equal(netdev->rx_stats.failed, 0);
}

static void bad_frames_are_dropped(void **state)
{
	deliver(60, RX_STATUS_DONE, 0);
	deliver(60, RX_STATUS_DONE | RX_STATUS_END, 0x01);
	deliver(60, RX_STATUS_DONE | RX_STATUS_END, 0x80);
	deliver(INTEL_BUFFER + 1, RX_STATUS_DONE | RX_STATUS_END, 0);
	deliver(0xffff, RX_STATUS_DONE | RX_STATUS_END, 0);
	deliver(0, RX_STATUS_DONE | RX_STATUS_END, 0);
	deliver(61, RX_STATUS_DONE | RX_STATUS_END, 0);
	assert_int_equal(receive_all(61), 1);
	assert_int_equal(netdev->rx_stats.failed, 6);
}

static void sends(void **state)
{
	unsigned int round;

	for (round = 0; round < 100; round++) {
		volatile struct intel_tx_desc *desc =
			tx_desc(round % INTEL_RING);

		assert_int_equal(netdev_tx(netdev, frame(100 + round)), 0);
		assert_int_equal(*reg(INTEL_TDT), (round + 1) % INTEL_RING);
		assert_int_equal(desc->len, 100 + round);
		assert_int_equal(desc->command, TX_COMMAND_END |
				 TX_COMMAND_CRC | TX_COMMAND_REPORT);
		desc->status = TX_STATUS_DONE;
		netdev_poll(netdev);
		assert_true(list_empty(&netdev->tx_queue));
	}
	assert_int_equal(netdev->tx_stats.passed, 100);
}

static void full_ring_refuses(void **state)
{
	unsigned int sent = 0;

	while (netdev_tx(netdev, frame(60)) == 0)
		sent++;
	assert_int_equal(sent, INTEL_RING - 1);
	tx_desc(0)->status = TX_STATUS_DONE;
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_int_equal(netdev_tx(netdev, frame(INTEL_BUFFER + 1)), -ENOBUFS);
	tx_desc(1)->status = TX_STATUS_DONE;
	assert_int_equal(netdev_tx(netdev, frame(INTEL_BUFFER + 1)),
			 -EMSGSIZE);
	netdev_close(netdev);
	assert_true(list_empty(&netdev->tx_queue));
	assert_int_equal(netdev->tx_stats.passed, 2);
}

/* Its memory is not freed while it may still write to it. */
static void is_reset_before_it_is_closed(void **state)
{
	assert_int_equal(netdev_tx(netdev, frame(60)), 0);
	assert_int_not_equal(*reg(INTEL_RDBAL), 0);
	netdev_close(netdev);
	assert_reset();
	assert_true(list_empty(&netdev->tx_queue));
}

/* Short frames are padded by the controller (13.4.33 PSP). */
static void pads_short_frames(void **state)
{
	struct pci_device other = { .busdevfn = 1 };

	assert_int_equal(*reg(INTEL_TCTL) & 0x0a, 0x0a);
	netdev_close(netdev);
	assert_int_equal(e1000e_driver.probe(&other, e1000e_driver.ids), 0);
	assert_int_equal(netdev_open(other.priv), 0);
	assert_int_equal(*reg(INTEL_TCTL) & 0x0a, 0x0a);
	intel_remove(&other);
}

static void follows_the_link(void **state)
{
	device.link_down = 1;
	netdev_poll(netdev);
	hosted_clock_advance(TICKS_PER_SEC / 10);
	netdev_poll(netdev);
	assert_false(netdev_link_ok(netdev));
	netdev_close(netdev);
	device.link_down = 0;
	assert_int_equal(netdev_open(netdev), 0);
	assert_true(netdev_link_ok(netdev));
}

static void counts_what_hardware_lost(void **state)
{
	*reg(INTEL_MPC) = 5;
	*reg(INTEL_CRCERRS) = 0xffffffff;
	hosted_clock_advance(TICKS_PER_SEC / 10);
	netdev_poll(netdev);
	netdev_poll(netdev);
	assert_int_equal(netdev->rx_stats.failed, 5 + INTEL_LOST_MAX);
}

static void survives_a_full_heap(void **state)
{
	unsigned int i;

	for (i = 0; i < 40; i++) {
		deliver(60, RX_STATUS_DONE | RX_STATUS_END, 0);
		testhost_malloc_left = 0;
		assert_int_equal(receive_all(60), 0);
		testhost_malloc_left = -1;
	}
	assert_int_equal(netdev->rx_stats.failed, 40);
	netdev_close(netdev);
	for (i = 0; i < INTEL_RING + 1; i++) {
		testhost_malloc_left = i;
		assert_int_equal(netdev_open(netdev), -ENOMEM);
		testhost_malloc_left = -1;
	}
	assert_int_equal(netdev_open(netdev), 0);
}

/* Finds the device, opens it, receives with it, and takes it away. Returns the first
 * error of finding and opening it. */
static int whole_life(void)
{
	int rc = e1000_driver.probe(&pci, e1000_driver.ids);

	if (rc != 0)
		return rc;
	netdev = pci.priv;
	rc = netdev_open(netdev);
	if (rc == 0) {
		netdev_rx_freeze(netdev);
		deliver(60, RX_STATUS_DONE | RX_STATUS_END, 0);
		receive_all(60);
	}
	intel_remove(&pci);
	return rc;
}

static void each_allocation_fails(void **state)
{
	long blocks, count, n;
	int rc;

	prepare();
	assert_int_equal(whole_life(), 0);
	blocks = testhost_malloc_blocks;
	prepare();
	testhost_malloc_left = 1000000;
	assert_int_equal(whole_life(), 0);
	count = 1000000 - testhost_malloc_left;
	assert_in_range(count, 20, 1000);
	for (n = 0; n < 2 * count; n++) {
		prepare();
		testhost_malloc_once = n & 1;
		testhost_malloc_left = n / 2;
		rc = whole_life();
		testhost_malloc_left = -1;
		testhost_malloc_once = 0;
		assert_true(rc == 0 || rc == -ENOMEM);
		assert_int_equal(*reg(INTEL_RCTL), 0);
		assert_int_equal(*reg(INTEL_TCTL), 0);
		assert_int_equal(testhost_malloc_blocks, blocks);
		assert_false(have_netdevs());
		prepare();
		assert_int_equal(whole_life(), 0);
	}
}

static void assert_eeprom_read(int (*probe)(struct pci_device *pci,
					    const struct pci_device_id *id))
{
	assert_int_equal(probe(&pci, NULL), 0);
	netdev = pci.priv;
	assert_string_equal(netdev_addr(netdev), "52:54:00:aa:bb:cc");
	intel_remove(&pci);
}

static void reads_the_eeprom(void **state)
{
	prepare();
	device.no_autoload = 1;
	reset_device();
	memcpy(device.eeprom, "\x52\x54\x00\xaa\xbb\xcc", 6);
	assert_eeprom_read(e1000_driver.probe);
	device.eerd_shift = 2;
	device.eerd_done = 1U << 1;
	assert_eeprom_read(e1000e_driver.probe);
}

static void broken_devices_are_refused(void **state)
{
	prepare();
	device.stuck = 1;
	assert_int_equal(e1000_driver.probe(&pci, NULL), -ETIMEDOUT);
	device.stuck = 0;
	device.bar_rc = -ERANGE;
	assert_int_equal(e1000_driver.probe(&pci, NULL), -ERANGE);
	device.bar_rc = 0;
	device.no_autoload = 1;
	reset_device();
	/* An empty EEPROM, one with a group address, one that never answers. */
	assert_int_equal(e1000_driver.probe(&pci, NULL), -EADDRNOTAVAIL);
	memset(device.eeprom, 0xff, sizeof(device.eeprom));
	assert_int_equal(e1000_driver.probe(&pci, NULL), -EADDRNOTAVAIL);
	device.eerd_done = 0;
	assert_int_equal(e1000_driver.probe(&pci, NULL), -EADDRNOTAVAIL);
	assert_false(have_netdevs());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(identifies),
		TEST(receives),
		TEST(bad_frames_are_dropped),
		TEST(sends),
		TEST(full_ring_refuses),
		TEST(is_reset_before_it_is_closed),
		TEST(pads_short_frames),
		TEST(follows_the_link),
		TEST(counts_what_hardware_lost),
		TEST(survives_a_full_heap),
		cmocka_unit_test(each_allocation_fails),
		cmocka_unit_test(reads_the_eeprom),
		cmocka_unit_test(broken_devices_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
