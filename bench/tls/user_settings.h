/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USER_SETTINGS_H
#define USER_SETTINGS_H

/*
 * wolfSSL as a client without files, sockets and threads: TLS 1.3 and 1.2 with
 * ephemeral keys and authenticated encryption alone.
 */

#define WOLFSSL_USER_IO
#define WOLFSSL_NO_SOCK
#define NO_WRITEV
#define NO_FILESYSTEM
#define NO_STDIO_FILESYSTEM
#define SINGLE_THREADED
#define NO_MAIN_DRIVER
#define NO_WOLFSSL_SERVER
#define NO_SESSION_CACHE
#define WOLFSSL_NO_CLIENT_AUTH
#define NO_WOLFSSL_DIR
#define NO_ERROR_STRINGS
#define WOLFSSL_IGNORE_FILE_WARN
#define WOLFSSL_SMALL_STACK
#define WOLFSSL_GENERAL_ALIGNMENT 4
#define WOLFSSL_USER_CURRTIME

/* Protocol. */
#define WOLFSSL_TLS13
#define NO_OLD_TLS
#define HAVE_TLS_EXTENSIONS
#define HAVE_SUPPORTED_CURVES
#define HAVE_EXTENDED_MASTER
#define HAVE_SNI
#define HAVE_HKDF
#define WOLFSSL_NO_TLS12_STATIC

/* Certificates. */
#define WOLFSSL_ASN_TEMPLATE
#define WOLFSSL_ALT_NAMES
#define WOLFSSL_IP_ALT_NAME
#define WOLFSSL_PEM_TO_DER

/* Public keys: RSA to 4096 bits, P-256, P-384, X25519. */
#define WOLFSSL_SP_MATH_ALL
#define WOLFSSL_SP_SMALL
#define WOLFSSL_HAVE_SP_ECC
#define SP_INT_BITS 4096
#define SP_WORD_SIZE 32
#define WC_RSA_PSS
#define WOLFSSL_RSA_PUBLIC_ONLY
#define WOLFSSL_RSA_VERIFY_ONLY
#define HAVE_ECC
#define ECC_USER_CURVES
#define HAVE_ECC384
#define ECC_TIMING_RESISTANT
#define TFM_TIMING_RESISTANT
#define HAVE_CURVE25519
#define NO_ECC_SIGN
#define NO_SIG_WRAPPER
#define NO_CHECK_PRIVATE_KEY
#define NO_DSA
#define NO_DH

/* Ciphers and digests. */
#define HAVE_CHACHA
#define HAVE_POLY1305
#define HAVE_ONE_TIME_AUTH
#define HAVE_AESGCM
#define GCM_TABLE_4BIT
#define NO_AES_CBC
#define WOLFSSL_AES_SMALL_TABLES
#define WOLFSSL_SHA384
#define WOLFSSL_SHA512
#define USE_SLOW_SHA256
#define USE_SLOW_SHA512
#define NO_SHA
#define NO_MD4
#define NO_MD5
#define NO_RC4
#define NO_DES3
#define NO_PSK
#define NO_PWDBASED
#define NO_PKCS8
#define NO_PKCS12
#define NO_PKCS7

#define WC_NO_HASHDRBG
#define CUSTOM_RAND_GENERATE_BLOCK tls_random
int tls_random(unsigned char *data, unsigned int len);
#define USER_TIME

#endif /* USER_SETTINGS_H */
