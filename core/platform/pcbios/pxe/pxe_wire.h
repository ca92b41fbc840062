/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PXE_WIRE_H
#define PXE_WIRE_H

#include <stdint.h>
#include <ipxe/in.h>

/*
 * What a network boot program and we pass to one another: the structures of
 * the Preboot Execution Environment specification 2.1, chapters 3 (base code)
 * and 4 (UNDI), with their opcodes and status codes. Numbers are in the byte
 * order of the processor; addresses and UDP ports on the network are in network
 * order.
 */

/* What a call returns in AX. */
#define PXENV_EXIT_SUCCESS 0
#define PXENV_EXIT_FAILURE 1

/* Numbers of the calls. */
enum pxe_opcode {
	PXENV_START_UNDI = 0x00,
	PXENV_UNDI_STARTUP = 0x01,
	PXENV_UNDI_CLEANUP = 0x02,
	PXENV_UNDI_INITIALIZE = 0x03,
	PXENV_UNDI_RESET_ADAPTER = 0x04,
	PXENV_UNDI_SHUTDOWN = 0x05,
	PXENV_UNDI_OPEN = 0x06,
	PXENV_UNDI_CLOSE = 0x07,
	PXENV_UNDI_TRANSMIT = 0x08,
	PXENV_UNDI_SET_MCAST_ADDRESS = 0x09,
	PXENV_UNDI_SET_STATION_ADDRESS = 0x0a,
	PXENV_UNDI_SET_PACKET_FILTER = 0x0b,
	PXENV_UNDI_GET_INFORMATION = 0x0c,
	PXENV_UNDI_GET_STATISTICS = 0x0d,
	PXENV_UNDI_CLEAR_STATISTICS = 0x0e,
	PXENV_UNDI_INITIATE_DIAGS = 0x0f,
	PXENV_UNDI_FORCE_INTERRUPT = 0x10,
	PXENV_UNDI_GET_MCAST_ADDRESS = 0x11,
	PXENV_UNDI_GET_NIC_TYPE = 0x12,
	PXENV_UNDI_GET_IFACE_INFO = 0x13,
	PXENV_UNDI_ISR = 0x14,
	/* The specification gives the same number to STOP_UNDI and GET_STATE. */
	PXENV_STOP_UNDI = 0x15,
	PXENV_UNDI_GET_STATE = 0x15,
	PXENV_TFTP_OPEN = 0x20,
	PXENV_TFTP_CLOSE = 0x21,
	PXENV_TFTP_READ = 0x22,
	PXENV_TFTP_READ_FILE = 0x23,
	PXENV_TFTP_GET_FSIZE = 0x25,
	PXENV_UDP_OPEN = 0x30,
	PXENV_UDP_CLOSE = 0x31,
	PXENV_UDP_READ = 0x32,
	PXENV_UDP_WRITE = 0x33,
	PXENV_UNLOAD_STACK = 0x70,
	PXENV_GET_CACHED_INFO = 0x71,
	PXENV_RESTART_TFTP = 0x73,
	PXENV_START_BASE = 0x75,
	PXENV_STOP_BASE = 0x76,
};

/* Values of the status with which each parameter block begins. */
enum pxe_status {
	PXENV_STATUS_SUCCESS = 0x00,
	PXENV_STATUS_FAILURE = 0x01,
	PXENV_STATUS_UNSUPPORTED = 0x03,
	PXENV_STATUS_KEEP_UNDI = 0x04,
	PXENV_STATUS_KEEP_ALL = 0x05,
	PXENV_STATUS_OUT_OF_RESOURCES = 0x06,
	PXENV_STATUS_UDP_CLOSED = 0x18,
	PXENV_STATUS_UDP_OPEN = 0x19,
	PXENV_STATUS_TFTP_CLOSED = 0x1a,
	PXENV_STATUS_TFTP_OPEN = 0x1b,
	PXENV_STATUS_TFTP_OPEN_TIMEOUT = 0x32,
	PXENV_STATUS_TFTP_READ_TIMEOUT = 0x35,
	PXENV_STATUS_TFTP_ERROR_OPCODE = 0x36,
	PXENV_STATUS_TFTP_CANNOT_OPEN = 0x38,
	PXENV_STATUS_TFTP_CANNOT_READ = 0x39,
	PXENV_STATUS_TFTP_FILE_NOT_FOUND = 0x3b,
	PXENV_STATUS_TFTP_ACCESS_VIOLATION = 0x3c,
	PXENV_STATUS_TFTP_NO_FILESIZE = 0x3e,
	PXENV_STATUS_TFTP_INVALID_PACKET_SIZE = 0x3f,
	PXENV_STATUS_UNDI_MEDIATEST_FAILED = 0x61,
	PXENV_STATUS_UNDI_CANNOT_INITIALIZE_NIC = 0x63,
	PXENV_STATUS_UNDI_INVALID_STATE = 0x6a,
	PXENV_STATUS_UNDI_TRANSMIT_ERROR = 0x6b,
	PXENV_STATUS_UNDI_INVALID_PARAMETER = 0x6c,
};

/* An address in real mode, SEGOFF16 of PXE 2.1. */
struct pxe_segoff {
	uint16_t offset;
	uint16_t segment;
} __packed;

/* The parameters of all calls that have none but the status, with which every
 * parameter block begins. */
struct pxe_simple {
	uint16_t status;
} __packed;

/* Chapter 3: base code. */

#define PXENV_PACKET_TYPE_DHCP_DISCOVER 1
#define PXENV_PACKET_TYPE_DHCP_ACK 2
#define PXENV_PACKET_TYPE_CACHED_REPLY 3
#define PXENV_PACKET_TYPES 3

/* Parameters of GET_CACHED_INFO (PXE 2.1 section 3.3). */
struct pxe_get_cached_info {
	uint16_t status;
	uint16_t packet_type;
	uint16_t buffer_size;
	struct pxe_segoff buffer;
	uint16_t buffer_limit;
} __packed;

#define PXE_NAME_LEN 128

/* Parameters of TFTP_READ_FILE and of RESTART_TFTP (PXE 2.1 sections 3.4 and
 * 3.3). */
struct pxe_tftp_read_file {
	uint16_t status;
	char name[PXE_NAME_LEN];
	uint32_t buffer_size;
	uint32_t buffer;
	struct in_addr server;
	struct in_addr gateway;
	struct in_addr mcast;
	uint16_t client_port;
	uint16_t server_port;
	uint16_t open_timeout;
	uint16_t reopen_delay;
} __packed;

/* Parameters of TFTP_OPEN (PXE 2.1 section 3.4). */
struct pxe_tftp_open {
	uint16_t status;
	struct in_addr server;
	struct in_addr gateway;
	char name[PXE_NAME_LEN];
	uint16_t port;
	uint16_t packet_size;
} __packed;

/* Parameters of TFTP_READ (PXE 2.1 section 3.4). */
struct pxe_tftp_read {
	uint16_t status;
	uint16_t packet_number;
	uint16_t buffer_size;
	struct pxe_segoff buffer;
} __packed;

/* Parameters of TFTP_GET_FSIZE (PXE 2.1 section 3.4). */
struct pxe_tftp_get_fsize {
	uint16_t status;
	struct in_addr server;
	struct in_addr gateway;
	char name[PXE_NAME_LEN];
	uint32_t file_size;
} __packed;

/* Parameters of UDP_OPEN (PXE 2.1 section 3.5). */
struct pxe_udp_open {
	uint16_t status;
	struct in_addr address;
} __packed;

/* Parameters of UDP_READ (PXE 2.1 section 3.5). */
struct pxe_udp_read {
	uint16_t status;
	struct in_addr source;
	struct in_addr dest;
	uint16_t source_port;
	uint16_t dest_port;
	uint16_t buffer_size;
	struct pxe_segoff buffer;
} __packed;

/* Parameters of UDP_WRITE (PXE 2.1 section 3.5). */
struct pxe_udp_write {
	uint16_t status;
	struct in_addr dest;
	struct in_addr gateway;
	uint16_t source_port;
	uint16_t dest_port;
	uint16_t buffer_size;
	struct pxe_segoff buffer;
} __packed;

/* Chapter 4: UNDI. */

#define PXE_MAC_LEN 16

/* Parameters of START_UNDI (PXE 2.1 section 3.3). */
struct pxe_start_undi {
	uint16_t status;
	uint16_t ax, bx, dx, di, es;
} __packed;

/* Parameters of UNDI_INITIALIZE (PXE 2.1 section 4.2). */
struct pxe_undi_initialize {
	uint16_t status;
	uint32_t protocol_ini;
	uint8_t reserved[8];
} __packed;

#define PXE_MAX_MCAST 8

/* The groups whose frames a program wants (PXE 2.1 section 4.2). */
struct pxe_undi_mcast {
	uint16_t count;
	uint8_t address[PXE_MAX_MCAST][PXE_MAC_LEN];
} __packed;

/* Parameters of UNDI_SET_MCAST_ADDRESS and of UNDI_RESET_ADAPTER (PXE 2.1 section
 * 4.2). */
struct pxe_undi_set_mcast {
	uint16_t status;
	struct pxe_undi_mcast mcast;
} __packed;

/* Parameters of UNDI_OPEN (PXE 2.1 section 4.2). */
struct pxe_undi_open {
	uint16_t status;
	uint16_t flag;
	uint16_t filter;
	struct pxe_undi_mcast mcast;
} __packed;

#define PXE_FILTER_DIRECTED 0x01
#define PXE_FILTER_BROADCAST 0x02
#define PXE_FILTER_PROMISCUOUS 0x04

/* Parameters of UNDI_TRANSMIT (PXE 2.1 section 4.2). */
struct pxe_undi_transmit {
	uint16_t status;
	uint8_t protocol;
	uint8_t flag;
	struct pxe_segoff dest;
	struct pxe_segoff tbd;
	uint32_t reserved[2];
} __packed;

#define PXE_P_UNKNOWN 0
#define PXE_P_IP 1
#define PXE_P_ARP 2
#define PXE_P_RARP 3

#define PXE_XMT_DESTADDR 0
#define PXE_XMT_BROADCAST 1

#define PXE_MAX_DATA_BLOCKS 8

#define PXE_TD_PHYSICAL 0
#define PXE_TD_SEGOFF 1

/* A block of the data to be sent (PXE 2.1 section 4.2, UNDI_TRANSMIT). */
struct pxe_undi_block {
	uint8_t type;
	uint8_t reserved;
	uint16_t len;
	struct pxe_segoff data;
} __packed;

/* A transmit buffer descriptor (PXE 2.1 section 4.2, UNDI_TRANSMIT). */
struct pxe_undi_tbd {
	uint16_t immediate_len;
	struct pxe_segoff immediate;
	uint16_t count;
	struct pxe_undi_block block[PXE_MAX_DATA_BLOCKS];
} __packed;

/* Parameters of UNDI_SET_STATION_ADDRESS (PXE 2.1 section 4.2). */
struct pxe_undi_set_station {
	uint16_t status;
	uint8_t address[PXE_MAC_LEN];
} __packed;

/* Parameters of UNDI_SET_PACKET_FILTER (PXE 2.1 section 4.2). */
struct pxe_undi_set_filter {
	uint16_t status;
	uint8_t filter;
} __packed;

#define PXE_ETHER_TYPE 1

/* Parameters of UNDI_GET_INFORMATION (PXE 2.1 section 4.2). */
struct pxe_undi_get_information {
	uint16_t status;
	uint16_t base_io;
	uint16_t irq;
	uint16_t mtu;
	uint16_t hw_type;
	uint16_t hw_addr_len;
	uint8_t current_address[PXE_MAC_LEN];
	uint8_t permanent_address[PXE_MAC_LEN];
	uint16_t rom_segment;
	uint16_t rx_buffers;
	uint16_t tx_buffers;
} __packed;

/* Parameters of UNDI_GET_STATISTICS (PXE 2.1 section 4.2). */
struct pxe_undi_get_statistics {
	uint16_t status;
	uint32_t tx_good;
	uint32_t rx_good;
	uint32_t rx_crc_errors;
	uint32_t rx_resource_errors;
} __packed;

/* Parameters of UNDI_GET_MCAST_ADDRESS (PXE 2.1 section 4.2). */
struct pxe_undi_get_mcast {
	uint16_t status;
	struct in_addr ip;
	uint8_t address[PXE_MAC_LEN];
} __packed;

#define PXE_PCI_NIC 2

/* Parameters of UNDI_GET_NIC_TYPE (PXE 2.1 section 4.2). */
struct pxe_undi_get_nic_type {
	uint16_t status;
	uint8_t type;
	uint16_t vendor;
	uint16_t device;
	uint8_t base_class;
	uint8_t sub_class;
	uint8_t interface;
	uint8_t revision;
	uint16_t busdevfn;
	uint16_t subvendor;
	uint16_t subdevice;
} __packed;

#define PXE_SERVICE_BROADCAST 0x0001
#define PXE_SERVICE_MULTICAST 0x0002
#define PXE_SERVICE_PROMISCUOUS 0x0008
#define PXE_SERVICE_STATISTICS 0x0020
#define PXE_SERVICE_RESET 0x0400
#define PXE_SERVICE_OPEN_CLOSE 0x0800

/* Parameters of UNDI_GET_IFACE_INFO (PXE 2.1 section 4.2). */
struct pxe_undi_get_iface_info {
	uint16_t status;
	char type[16];
	uint32_t link_speed;
	uint32_t service_flags;
	uint32_t reserved[4];
} __packed;

#define PXE_UNDI_STARTED 1
#define PXE_UNDI_INITIALIZED 2
#define PXE_UNDI_OPENED 3

/* Parameters of UNDI_GET_STATE (PXE 2.1 section 4.2). */
struct pxe_undi_get_state {
	uint16_t status;
	uint8_t state;
} __packed;

#define PXE_PACKET_DIRECTED 0
#define PXE_PACKET_BROADCAST 1
#define PXE_PACKET_MULTICAST 2

#define PXE_ISR_IN_START 1
#define PXE_ISR_IN_PROCESS 2
#define PXE_ISR_IN_GET_NEXT 3
#define PXE_ISR_OUT_OURS 0
#define PXE_ISR_OUT_NOT_OURS 1
#define PXE_ISR_OUT_DONE 0
#define PXE_ISR_OUT_TRANSMIT 2
#define PXE_ISR_OUT_RECEIVE 3

/* Parameters of UNDI_ISR (PXE 2.1 section 4.2). */
struct pxe_undi_isr {
	uint16_t status;
	uint16_t function;
	uint16_t buffer_len;
	uint16_t frame_len;
	uint16_t header_len;
	struct pxe_segoff frame;
	uint8_t protocol;
	uint8_t packet_type;
} __packed;

/* The two structures that a program looks for. */

/* A segment in the structure !PXE (PXE 2.1 section 3.1). */
struct pxe_segment {
	uint16_t segment;
	uint32_t address;
	uint16_t size;
} __packed;

/* The structure !PXE (PXE 2.1 section 3.1). */
struct pxe_bang {
	/* The text "!PXE". */
	char signature[4];
	uint8_t len;
	uint8_t checksum;
	uint8_t revision;
	uint8_t reserved1;
	struct pxe_segoff undi_rom_id;
	struct pxe_segoff base_rom_id;
	/* Entry point for calls from real mode. */
	struct pxe_segoff entry;
	struct pxe_segoff entry_pm;
	uint32_t status_callout;
	uint8_t reserved2;
	uint8_t segment_count;
	uint16_t first_selector;
	struct pxe_segment stack;
	struct pxe_segment undi_data;
	struct pxe_segment undi_code;
	struct pxe_segment undi_code_write;
	struct pxe_segment base_data;
	struct pxe_segment base_code;
	struct pxe_segment base_code_write;
} __packed;

/* The structure PXENV+ (PXE 2.1 section 3.2). */
struct pxe_env {
	/* The text "PXENV+". */
	char signature[6];
	uint16_t version;
	uint8_t len;
	uint8_t checksum;
	struct pxe_segoff entry;
	uint32_t pm_offset;
	uint16_t pm_selector;
	uint16_t stack_segment;
	uint16_t stack_size;
	uint16_t base_code_segment;
	uint16_t base_code_size;
	uint16_t base_data_segment;
	uint16_t base_data_size;
	uint16_t undi_data_segment;
	uint16_t undi_data_size;
	uint16_t undi_code_segment;
	uint16_t undi_code_size;
	struct pxe_segoff bang;
} __packed;

_Static_assert(sizeof(struct pxe_bang) == 0x58, "PXE 2.1 section 3.1");
_Static_assert(sizeof(struct pxe_env) == 0x2c, "PXE 2.1 section 3.2");
_Static_assert(sizeof(struct pxe_get_cached_info) == 12, "PXE 2.1");
_Static_assert(sizeof(struct pxe_tftp_open) == 142, "PXE 2.1");
_Static_assert(sizeof(struct pxe_tftp_read_file) == 158, "PXE 2.1");
_Static_assert(sizeof(struct pxe_udp_read) == 20, "PXE 2.1");
_Static_assert(sizeof(struct pxe_udp_write) == 20, "PXE 2.1");
_Static_assert(sizeof(struct pxe_undi_transmit) == 20, "PXE 2.1");
_Static_assert(sizeof(struct pxe_undi_get_information) == 50, "PXE 2.1");
_Static_assert(sizeof(struct pxe_undi_isr) == 16, "PXE 2.1");

#endif /* PXE_WIRE_H */
