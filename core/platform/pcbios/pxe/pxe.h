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
 * The PXE API, without its entry points. The platform calls pxe_api_call() for
 * every call of the program; everything that the program passes is checked here.
 */

/* Length in bytes of the longest DHCP packet that is kept for the program. */
#define PXE_PACKET_LEN 1472
/* Length in bytes of the longest frame that the program may send or receive. */
#define PXE_FRAME_LEN 1536

/* Memory that the program can read. The platform places it in base memory and
 * passes its address to pxe_activate(). */
struct pxe_buffers {
	/* The packets of GET_CACHED_INFO. */
	uint8_t packet[PXENV_PACKET_TYPES][PXE_PACKET_LEN];
	/* The last frame that UNDI has received. */
	uint8_t frame[PXE_FRAME_LEN];
};

/* Prepares the API for a program that is about to be started and uses this
 * device. uri is where the program came from, or NULL. The buffers are at that
 * address in real mode. */
void pxe_activate(struct net_device *netdev, struct uri *uri,
		  struct pxe_segoff buffers);
/* Frees what the calls of a program have left, after it has ended or has
 * unloaded us. */
void pxe_deactivate(void);

/* Does one call of the program. Returns what goes to AX: PXENV_EXIT_*. */
unsigned int pxe_api_call(unsigned int opcode, struct pxe_segoff params);

/* What the platform has to do when a call has returned. */
enum pxe_after {
	/* It goes back to the program. */
	PXE_AFTER_RETURN,
	/* It starts the program that has been loaded to 0:7c00. */
	PXE_AFTER_RESTART,
	/* It goes back to the program, and nothing of us is used any more. */
	PXE_AFTER_UNLOAD,
};
/* Returns what the platform has to do after the call that was done last. */
enum pxe_after pxe_after_call(void);

/* The platform implements these four functions. */

/* Returns a pointer to len bytes of physical memory, or NULL if there can be no
 * memory. */
void *pxe_ptr(uint32_t address, uint32_t len);
/* Tells which memory no program may write to. Returns how many regions that
 * are. */
unsigned int pxe_own_memory(const struct memory_region **regions);
/* Runs a program: puts it to 0:7c00, calls pxe_activate(), sets hooks, starts
 * it, and takes all of that back when it has ended. Returns 0, or a negative
 * error. */
int pxe_run(struct image *image, struct net_device *netdev);
/* Returns how many bytes of base memory a program may fill, from 0:7c00 on. */
size_t pxe_program_room(void);

/* What follows is for the parts of this folder. */

/* The state of the API. */
struct pxe {
	/* The device of the program that runs, or NULL. */
	struct net_device *netdev;
	/* The address of the buffers in real mode, for the program. */
	struct pxe_segoff segoff;
	/* The buffers. */
	struct pxe_buffers *buffers;
	/* Length of each cached packet in bytes, or 0 if there is none. */
	uint16_t packet_len[PXENV_PACKET_TYPES];
	/* Non-zero after UNLOAD_STACK has ended the base code. */
	int base_unloaded;
	/* Non-zero after STOP_UNDI has ended UNDI. */
	int undi_stopped;
	/* Non-zero if RESTART_TFTP has loaded a program to be started. */
	int restart;
	/* How far the program has got with UNDI: PXE_UNDI_*. */
	unsigned int undi_state;
	/* The device's counters when the program cleared its statistics. */
	struct netdev_traffic cleared_tx, cleared_rx;
};
/* The one state that there is (pxe_api.c). */
extern struct pxe pxe;

/* Address to which programs are loaded. */
#define PXE_PROGRAM 0x7c00

/* Returns how many bytes from an address on the program may have written to,
 * which ends where memory is ours. */
uint32_t pxe_room(uint32_t address);
/* Returns a pointer to memory that the program has named, or NULL if that wraps
 * around, is not there, or is ours and shall be written to. */
void *pxe_memory(uint32_t address, uint32_t len, int write);
/* Returns a pointer to memory that the program has named by its address in real
 * mode, or NULL if pxe_memory() refuses it or it exceeds the segment. */
void *pxe_real(struct pxe_segoff at, uint32_t len, int write);
/* Lets the IP stack run once. */
void pxe_poll(void);
/* Opens the device and has its frames go to the IP stack instead of UNDI, as
 * UDP and TFTP need. Returns 0, or a negative error if the device cannot be
 * opened. */
int pxe_use_stack(void);

/* Fills the packets of GET_CACHED_INFO (pxe_cache.c). uri is where the program
 * came from, or NULL. */
void pxe_cache_fill(struct uri *uri);

/* Closes the sockets of all UDP ports, as the device is about to be closed. */
void pxe_udp_unbind(void);
/* Opens a socket for each UDP port that has none, after the device was opened. A
 * port for which that fails is tried again with the next call. */
void pxe_udp_bind(void);
/* Forgets all UDP ports and drops what has come for them. */
void pxe_udp_reset(void);
/* Closes the TFTP connection, if one is open. */
void pxe_tftp_reset(void);
/* Forgets which frames the program wanted and which of them were sent. */
void pxe_undi_reset(void);

/* A call of the API. It gets its parameter block, in memory that it may write to,
 * and returns the status that goes there. */
typedef enum pxe_status pxe_call_t(void *params);

/* The calls of the base code and those that start and stop UNDI, under the names
 * of PXE 2.1 sections 3.3 to 3.5; pxe_nothing() succeeds without doing
 * anything. */
pxe_call_t pxe_unload_stack, pxe_get_cached_info, pxe_restart_tftp,
	pxe_nothing, pxe_start_undi, pxe_stop_undi, pxe_tftp_open,
	pxe_tftp_close, pxe_tftp_read, pxe_tftp_read_file, pxe_tftp_get_fsize,
	pxe_udp_open, pxe_udp_close, pxe_udp_read, pxe_udp_write;
/* The calls of UNDI, under the names of PXE 2.1 chapter 4. */
pxe_call_t pxe_undi_startup, pxe_undi_cleanup, pxe_undi_initialize,
	pxe_undi_reset_adapter, pxe_undi_shutdown, pxe_undi_open,
	pxe_undi_close, pxe_undi_transmit, pxe_undi_set_mcast,
	pxe_undi_set_station, pxe_undi_set_filter, pxe_undi_get_information,
	pxe_undi_get_statistics, pxe_undi_clear_statistics,
	pxe_undi_get_mcast, pxe_undi_get_nic_type, pxe_undi_get_iface_info,
	pxe_undi_isr, pxe_undi_get_state;

#endif /* PXE_H */
