/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PXE_H
#define PXE_H

#include <stddef.h>
#include <stdint.h>
#include <core/machine.h>
#include <core/memory.h>
#include <ipxe/netdevice.h>
#include "pxe_wire.h"

struct image;
struct uri;

/*
 * The PXE API, without its entry points. The platform enters pxe_api_call() for
 * every call of the program; everything the program passes is checked here.
 */

/* Longest DHCP packet that is taken and handed on, in bytes. */
#define PXE_PACKET_LEN 1472
#define PXE_FRAME_LEN 1536

/* In base memory, where the program can read it: the platform has room for it
 * at segment:offset and passes that to pxe_activate(). */
struct pxe_buffers {
	uint8_t packet[PXENV_PACKET_TYPES][PXE_PACKET_LEN];
	uint8_t frame[PXE_FRAME_LEN];
};

/* A program is about to be started, and uses this device. uri is where it came
 * from, or NULL. */
void pxe_activate(struct net_device *netdev, struct uri *uri,
		  struct pxe_segoff buffers);
/* The program has ended, or has unloaded us: frees what its calls have left. */
void pxe_deactivate(void);

/* Does one call. Returns what goes to AX: PXENV_EXIT_*. */
unsigned int pxe_api_call(unsigned int opcode, struct pxe_segoff params);

/* What the platform has to do when a call has returned. */
enum pxe_after {
	/* Go back to the program. */
	PXE_AFTER_RETURN,
	/* Start the program that has been loaded to 0:7c00. */
	PXE_AFTER_RESTART,
	/* Go back to the program, after which nothing of us is used any
	 * more. */
	PXE_AFTER_UNLOAD,
};
enum pxe_after pxe_after_call(void);

/* What the platform implements. */

/* Returns len bytes of physical memory, or NULL where there can be none. */
void *pxe_ptr(uint32_t address, uint32_t len);
/* Tells which memory no program may write to. Returns the number of regions. */
unsigned int pxe_own_memory(const struct memory_region **regions);
/* Runs a program that pxe_activate() is to be called for: puts it to 0:7c00,
 * hooks, starts, takes everything back. 0 or a negative error. */
int pxe_run(struct image *image, struct net_device *netdev);
/* Returns how many bytes of base memory a program may fill, from 0:7c00 on. */
size_t pxe_program_room(void);

/* What the parts have among themselves. */

struct pxe {
	/* The device of the program that runs, or NULL. */
	struct net_device *netdev;
	/* Where the buffers are, as the program sees it. */
	struct pxe_segoff segoff;
	/* The buffers, as we see them. */
	struct pxe_buffers *buffers;
	uint16_t packet_len[PXENV_PACKET_TYPES];
	int base_unloaded;
	int undi_stopped;
	int restart;
	/* How far the program has got with UNDI: PXE_UNDI_*. */
	unsigned int undi_state;
	struct netdev_traffic cleared_tx, cleared_rx;
};
extern struct pxe pxe;

/* Address to which programs are loaded. */
#define PXE_PROGRAM 0x7c00

/* Bytes from an address on that the program may have written to: up to what is
 * ours. */
uint32_t pxe_room(uint32_t address);
/* Checked memory of the program: NULL if it wraps around, is not there, or, if
 * it is to be written, is ours. */
void *pxe_memory(uint32_t address, uint32_t len, int write);
void *pxe_real(struct pxe_segoff at, uint32_t len, int write);
/* Lets the IP stack run once. */
void pxe_poll(void);
/* Frames go to the stack, so that UDP and TFTP work: not to UNDI. Non-zero if
 * the device cannot be used. */
int pxe_use_stack(void);

/* Fills the packets of GET_CACHED_INFO (pxe_cache.c). */
void pxe_cache_fill(struct uri *uri);

/* The device is about to be closed, or open again: UDP ports go with it. */
void pxe_udp_unbind(void);
void pxe_udp_bind(void);
/* Closes all UDP ports and drops what has come for them. */
void pxe_udp_reset(void);
void pxe_tftp_reset(void);
void pxe_undi_reset(void);

/* The calls. Each gets its parameter block, in memory that it may write, and
 * returns a status. */
typedef enum pxe_status pxe_call_t(void *params);

pxe_call_t pxe_unload_stack, pxe_get_cached_info, pxe_restart_tftp,
	pxe_nothing, pxe_start_undi, pxe_stop_undi, pxe_tftp_open,
	pxe_tftp_close, pxe_tftp_read, pxe_tftp_read_file, pxe_tftp_get_fsize,
	pxe_udp_open, pxe_udp_close, pxe_udp_read, pxe_udp_write;
pxe_call_t pxe_undi_startup, pxe_undi_cleanup, pxe_undi_initialize,
	pxe_undi_reset_adapter, pxe_undi_shutdown, pxe_undi_open,
	pxe_undi_close, pxe_undi_transmit, pxe_undi_set_mcast,
	pxe_undi_set_station, pxe_undi_set_filter, pxe_undi_get_information,
	pxe_undi_get_statistics, pxe_undi_clear_statistics,
	pxe_undi_get_mcast, pxe_undi_get_nic_type, pxe_undi_get_iface_info,
	pxe_undi_isr, pxe_undi_get_state;

#endif /* PXE_H */
