/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef VIRTIO_PCI_H
#define VIRTIO_PCI_H

/*
 * How the registers of a virtio device lie in memory, ports and configuration
 * space (virtio 1.2, 4.1).
 */

/* Offsets in a capability (4.1.4), and lengths of capabilities. */
#define CAP_LEN 2
#define CAP_TYPE 3
#define CAP_BAR 4
#define CAP_OFFSET 8
#define CAP_LENGTH 12
#define CAP_MULTIPLIER 16
#define CAP_WINDOW_DATA 16
#define CAP_SIZE 16
#define CAP_WINDOW_SIZE 20
#define CONFIG_SPACE 256

/* Types of capabilities (4.1.4). */
#define CAP_TYPE_COMMON 1
#define CAP_TYPE_NOTIFY 2
#define CAP_TYPE_DEVICE 4
#define CAP_TYPE_WINDOW 5

/* Offsets of a legacy device's registers (4.1.4.10), and how queue addresses are shifted there. */
#define LEGACY_DEVICE_FEATURES 0
#define LEGACY_DRIVER_FEATURES 4
#define LEGACY_QUEUE_ADDRESS 8
#define LEGACY_QUEUE_SIZE 12
#define LEGACY_QUEUE_SELECT 14
#define LEGACY_QUEUE_NOTIFY 16
#define LEGACY_STATUS 18
/* The offset of the device's own registers while MSI-X is off. */
#define LEGACY_CONFIG 20
#define LEGACY_LEN 64
#define LEGACY_PAGE_SHIFT 12

/* Offsets of a modern device's registers (4.1.4.3). */
#define COMMON_DEVICE_FEATURE_SELECT 0
#define COMMON_DEVICE_FEATURE 4
#define COMMON_DRIVER_FEATURE_SELECT 8
#define COMMON_DRIVER_FEATURE 12
#define COMMON_STATUS 20
#define COMMON_QUEUE_SELECT 22
#define COMMON_QUEUE_SIZE 24
#define COMMON_QUEUE_ENABLE 28
#define COMMON_QUEUE_NOTIFY_OFF 30
#define COMMON_QUEUE_DESC 32
#define COMMON_QUEUE_DRIVER 40
#define COMMON_QUEUE_DEVICE 48
#define COMMON_LEN 56

#endif /* VIRTIO_PCI_H */
