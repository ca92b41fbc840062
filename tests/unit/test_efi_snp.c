/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Net devices on drivers of the firmware's that lie: about lengths, about
 * buffers, without end, or that never answer. */

#include "efi_fake.h"
#include <errno.h>
#include <ipxe/if_arp.h>
#include <ipxe/if_ether.h>
#include <ipxe/netdevice.h>
#include <efi/snp.h>

static const struct efi_guid snp_guid = EFI_SNP_GUID;

/* The driver, and what it is to do. */
static struct {
	struct efi_snp snp;
	struct efi_snp_mode mode;
	efi_status start_status, initialize_status, transmit_status;
	efi_status receive_status;	/* of every call */
	efi_uintn receive_len;		/* what it says the frame has */
	unsigned int receive_left;	/* frames to come */
	unsigned int received;		/* calls that asked for one */
	void *returned;			/* by GetStatus, each time */
	void *sent[64];
	unsigned int num_sent, num_returned;
	int returns_buffers;
	unsigned int transmit_calls;
	uint32_t refused_filters;
	uint32_t filters;
	unsigned int groups;
} card;

static struct fake_handle handle;
static struct net_device *netdev;

static efi_status EFIAPI card_start(struct efi_snp *snp)
{
	if (card.start_status == EFI_SUCCESS)
		card.mode.state = EFI_SNP_STARTED;
	return card.start_status;
}

static efi_status EFIAPI card_stop(struct efi_snp *snp)
{
	card.mode.state = EFI_SNP_STOPPED;
	return EFI_SUCCESS;
}

static efi_status EFIAPI card_initialize(struct efi_snp *snp, efi_uintn rx,
					 efi_uintn tx)
{
	assert_int_equal(card.mode.state, EFI_SNP_STARTED);
	if (card.initialize_status == EFI_SUCCESS)
		card.mode.state = EFI_SNP_INITIALIZED;
	return card.initialize_status;
}

static efi_status EFIAPI card_shutdown(struct efi_snp *snp)
{
	if (card.mode.state == EFI_SNP_INITIALIZED)
		card.mode.state = EFI_SNP_STARTED;
	return EFI_SUCCESS;
}

static efi_status EFIAPI card_filters(struct efi_snp *snp, uint32_t enable,
				      uint32_t disable, efi_boolean reset,
				      efi_uintn count,
				      const struct efi_mac *list)
{
	assert_int_equal(enable & disable, 0);
	if (enable & card.refused_filters)
		return EFI_INVALID_PARAMETER;
	card.filters = enable;
	card.groups = count;
	return EFI_SUCCESS;
}

static efi_status EFIAPI card_status(struct efi_snp *snp, uint32_t *interrupts,
				     void **buffer)
{
	*buffer = card.returned;
	if (card.returns_buffers && card.num_returned < card.num_sent)
		*buffer = card.sent[card.num_returned++];
	return EFI_SUCCESS;
}

static efi_status EFIAPI card_transmit(
	struct efi_snp *snp, efi_uintn header_size, efi_uintn size,
	void *buffer, const struct efi_mac *source,
	const struct efi_mac *destination, const uint16_t *protocol)
{
	assert_int_equal(header_size, 0);
	card.transmit_calls++;
	if (card.transmit_status == EFI_SUCCESS)
		card.sent[card.num_sent++ % 64] = buffer;
	return card.transmit_status;
}

static efi_status EFIAPI card_receive(
	struct efi_snp *snp, efi_uintn *header_size, efi_uintn *size,
	void *buffer, struct efi_mac *source, struct efi_mac *destination,
	uint16_t *protocol)
{
	card.received++;
	if (!card.receive_left)
		return EFI_NOT_READY;
	card.receive_left--;
	if (card.receive_status == EFI_BUFFER_TOO_SMALL &&
	    *size >= card.receive_len) {
		memset(buffer, 0, card.receive_len);
		return EFI_SUCCESS;
	}
	if (card.receive_len < *size)
		memset(buffer, 0xff, card.receive_len);
	*size = card.receive_len;
	return card.receive_status;
}

static int setup(void **state)
{
	struct efi_nic nic = { .handle = &handle, .segment = 0,
			       .location = 0x18, .vendor = 0x1af4 };

	memset(&card, 0, sizeof(card));
	memset(&handle, 0, sizeof(handle));
	fake_firmware_start();
	card.snp.start = card_start;
	card.snp.stop = card_stop;
	card.snp.initialize = card_initialize;
	card.snp.shutdown = card_shutdown;
	card.snp.receive_filters = card_filters;
	card.snp.get_status = card_status;
	card.snp.transmit = card_transmit;
	card.snp.receive = card_receive;
	card.snp.mode = &card.mode;
	card.mode.if_type = ARPHRD_ETHER;
	card.mode.hw_address_size = ETH_ALEN;
	card.mode.media_header_size = ETH_HLEN;
	card.mode.receive_filter_mask = 0x1f;
	card.mode.max_mcast_filter_count = EFI_SNP_MCAST_FILTERS;
	card.mode.current_address.address[5] = 7;
	fake_install(&handle, snp_guid, &card.snp);
	assert_int_equal(efi_snp_register(&nic), 0);
	netdev = list_last_entry(&net_devices, struct net_device, list);
	return 0;
}

static int teardown(void **state)
{
	efi_snp_unregister_all();
	assert_true(list_empty(&net_devices));
	assert_int_equal(card.mode.state, EFI_SNP_STOPPED);
	fake_firmware_check();
	return 0;
}

static unsigned int bad_frames(void)
{
	return netdev->rx_stats.failed;
}

static void is_described(void **state)
{
	assert_string_equal(netdev->dev->name, "0000:00:03.0");
	assert_string_equal(netdev->dev->driver_name, "SNP");
	assert_int_equal(netdev->hw_addr[5], 7);
	assert_ptr_equal(efi_snp_handle(netdev), &handle);
	assert_null(efi_snp_handle(NULL));
}

static void other_media_are_left_out(void **state)
{
	struct efi_nic nic = { .handle = &handle };

	card.mode.hw_address_size = 20;
	assert_int_equal(efi_snp_register(&nic), -ENOTSUP);
	card.mode.hw_address_size = ETH_ALEN;
	card.mode.if_type = 32;
	assert_int_equal(efi_snp_register(&nic), -ENOTSUP);
	card.snp.mode = NULL;
	assert_int_equal(efi_snp_register(&nic), -ENODEV);
	card.snp.mode = &card.mode;
}

static void frames_come_in(void **state)
{
	struct io_buffer *iobuf;

	assert_int_equal(netdev_open(netdev), 0);
	card.receive_left = 1;
	card.receive_len = 60;
	netdev_poll(netdev);
	iobuf = netdev_rx_dequeue(netdev);
	assert_non_null(iobuf);
	assert_int_equal(iob_len(iobuf), 60);
	free_iob(iobuf);
	assert_null(netdev_rx_dequeue(netdev));
}

static void short_frames_are_dropped(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.receive_left = 3;
	card.receive_len = 5;
	netdev_poll(netdev);
	assert_int_equal(bad_frames(), 3);
	assert_null(netdev_rx_dequeue(netdev));
}

static void lengths_beyond_the_buffer_are_dropped(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.receive_left = 1;
	card.receive_len = 65536;
	netdev_poll(netdev);
	assert_int_equal(bad_frames(), 1);
	assert_null(netdev_rx_dequeue(netdev));
}

static void long_frames_are_fetched_and_dropped(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.receive_status = EFI_BUFFER_TOO_SMALL;
	card.receive_len = 65536;
	card.receive_left = 2;
	netdev_poll(netdev);
	assert_int_equal(bad_frames(), 1);
	assert_int_equal(card.receive_left, 0);
	assert_null(netdev_rx_dequeue(netdev));
}

static void impossible_lengths_end_the_poll(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.receive_status = EFI_BUFFER_TOO_SMALL;
	card.receive_len = ~0ULL;
	card.receive_left = 1000;
	netdev_poll(netdev);
	assert_int_equal(bad_frames(), 1);
	assert_int_equal(card.receive_left, 999);
}

static void endless_frames_end_the_poll(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.receive_len = 60;
	card.receive_left = 1000000;
	netdev_poll(netdev);
	assert_true(card.received <= 32);
	netdev_poll(netdev);
	assert_true(netdev->rx_queue_len <= NETDEV_RX_QUEUE_MAX);
}

static void endless_errors_end_the_poll(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.receive_status = EFI_DEVICE_ERROR;
	card.receive_left = 1000000;
	netdev_poll(netdev);
	assert_true(card.received <= 32);
	assert_true(bad_frames() > 0);
}

static int send_one(void)
{
	struct io_buffer *iobuf = alloc_iob(64);

	memset(iob_put(iobuf, 60), 0, 60);
	return netdev_tx(netdev, iobuf);
}

static void frames_go_out_and_come_back(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.returns_buffers = 1;
	assert_int_equal(send_one(), 0);
	assert_int_equal(send_one(), 0);
	assert_int_equal(netdev->tx_stats.passed, 0);
	netdev_poll(netdev);
	assert_int_equal(netdev->tx_stats.passed, 2);
	assert_true(list_empty(&netdev->tx_queue));
}

static void a_driver_that_keeps_all_buffers_is_full(void **state)
{
	unsigned int i;

	assert_int_equal(netdev_open(netdev), 0);
	for (i = 0; i < 1000 && send_one() == 0; i++)
		;
	assert_int_equal(i, 32);
	assert_int_equal(send_one(), -ENOBUFS);
	assert_int_equal(card.transmit_calls, 32);
	netdev_close(netdev);
	assert_true(list_empty(&netdev->tx_queue));
}

static void a_driver_that_answers_nothing_costs_nothing_else(void **state)
{
	unsigned int i;

	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(send_one(), 0);
	for (i = 0; i < 100; i++)
		netdev_poll(netdev);
	assert_int_equal(card.received, 100);
	assert_int_equal(card.transmit_calls, 1);
	assert_int_equal(bad_frames(), 0);
	assert_null(netdev_rx_dequeue(netdev));
	netdev_close(netdev);
	assert_true(list_empty(&netdev->tx_queue));
	assert_int_equal(card.mode.state, EFI_SNP_STOPPED);
	assert_int_equal(handle.opened, 0);
}

static void a_driver_that_is_never_ready_is_full(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	card.transmit_status = EFI_NOT_READY;
	assert_int_equal(send_one(), -ENOBUFS);
	assert_true(card.transmit_calls <= 2);
	card.transmit_status = EFI_DEVICE_ERROR;
	assert_int_equal(send_one(), -EIO);
}

static void buffers_that_are_not_ours_are_ignored(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(send_one(), 0);
	card.returned = &card;
	netdev_poll(netdev);
	assert_int_equal(netdev->tx_stats.passed, 0);
	assert_false(list_empty(&netdev->tx_queue));
}

static void the_firmware_may_keep_it(void **state)
{
	fake.open_status = EFI_ACCESS_DENIED;
	assert_string_equal(strerror(netdev_open(netdev)),
			    "The firmware keeps it for another driver");
	assert_false(netdev_is_open(netdev));
	fake.open_status = EFI_SUCCESS;
	assert_int_equal(netdev_open(netdev), 0);
}

static void what_does_not_start_is_closed_again(void **state)
{
	card.start_status = EFI_DEVICE_ERROR;
	assert_int_equal(netdev_open(netdev), -EIO);
	assert_int_equal(handle.opened, 0);
	card.start_status = EFI_SUCCESS;
	card.initialize_status = EFI_OUT_OF_RESOURCES;
	assert_int_equal(netdev_open(netdev), -ENOMEM);
	assert_int_equal(handle.opened, 0);
	assert_int_equal(card.mode.state, EFI_SNP_STOPPED);
}

static void it_is_started_from_any_state(void **state)
{
	card.mode.state = EFI_SNP_INITIALIZED;
	assert_int_equal(netdev_open(netdev), 0);
	netdev_close(netdev);
	assert_int_equal(card.mode.state, EFI_SNP_STOPPED);
}

static void link_follows_the_media(void **state)
{
	card.mode.media_present_supported = 1;
	assert_int_equal(netdev_open(netdev), 0);
	assert_false(netdev_link_ok(netdev));
	card.mode.media_present = 1;
	netdev_poll(netdev);
	assert_true(netdev_link_ok(netdev));
	card.mode.media_present = 0;
	netdev_poll(netdev);
	assert_false(netdev_link_ok(netdev));
	card.mode.media_present_supported = 0;
	netdev_poll(netdev);
	assert_true(netdev_link_ok(netdev));
}

static void filters_are_what_the_driver_can(void **state)
{
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(card.filters, 0x15);
	netdev_close(netdev);
	card.refused_filters = EFI_SNP_RECEIVE_ALL_MULTICAST;
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(card.filters, 0x07);
	assert_int_equal(card.groups, 2);
	netdev_close(netdev);
	card.mode.receive_filter_mask = 0x05;
	assert_int_equal(netdev_open(netdev), 0);
	assert_int_equal(card.filters, 0x05);
	netdev_close(netdev);
	card.mode.receive_filter_mask = 0;
	assert_int_equal(netdev_open(netdev), -ENOTSUP);
}

static void what_the_firmware_used_is_given_back(void **state)
{
	struct efi_nic nic = { .handle = &handle };

	efi_snp_unregister_all();
	assert_int_equal(handle.connected, 0);
	handle.driver_on_it = 1;
	assert_int_equal(efi_snp_register(&nic), 0);
	netdev = list_last_entry(&net_devices, struct net_device, list);
	assert_int_equal(netdev_open(netdev), 0);
	netdev_close(netdev);
	assert_int_equal(handle.connected, 0);
	efi_snp_unregister_all();
	assert_int_equal(handle.connected, 1);
	assert_true(handle.recursive);
}

#define SNP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SNP_TEST(is_described),
		SNP_TEST(other_media_are_left_out),
		SNP_TEST(frames_come_in),
		SNP_TEST(short_frames_are_dropped),
		SNP_TEST(lengths_beyond_the_buffer_are_dropped),
		SNP_TEST(long_frames_are_fetched_and_dropped),
		SNP_TEST(impossible_lengths_end_the_poll),
		SNP_TEST(endless_frames_end_the_poll),
		SNP_TEST(endless_errors_end_the_poll),
		SNP_TEST(frames_go_out_and_come_back),
		SNP_TEST(a_driver_that_keeps_all_buffers_is_full),
		SNP_TEST(a_driver_that_answers_nothing_costs_nothing_else),
		SNP_TEST(a_driver_that_is_never_ready_is_full),
		SNP_TEST(buffers_that_are_not_ours_are_ignored),
		SNP_TEST(the_firmware_may_keep_it),
		SNP_TEST(what_does_not_start_is_closed_again),
		SNP_TEST(it_is_started_from_any_state),
		SNP_TEST(link_follows_the_media),
		SNP_TEST(filters_are_what_the_driver_can),
		SNP_TEST(what_the_firmware_used_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
