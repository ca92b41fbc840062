/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The client of bench/tls.py with wolfSSL.
 */

#include <wolfssl/ssl.h>
#include "bench.h"

/* Stands for the boot core's own, which costs that nothing more. Only certificates
 * with addresses need it, and there are none here. */
int snprintf(char *text, size_t len, const char *format, ...)
{
	return -1;
}

/* Encrypts nothing: keys are exchanged by elliptic curves alone, and without this
 * function the library needs none for private keys. */
int wc_RsaPublicEncrypt(const byte *in, word32 len, byte *out, word32 out_len,
			struct RsaKey *key, WC_RNG *rng)
{
	return NOT_COMPILED_IN;
}

int tls_random(unsigned char *data, unsigned int len)
{
	return bench_random(data, len);
}

time_t XTIME(time_t *timer)
{
	return bench_time();
}

static int receive(WOLFSSL *ssl, char *data, int len, void *context)
{
	int rc = bench_read(data, len);

	return rc > 0 ? rc : rc == 0 ? WOLFSSL_CBIO_ERR_CONN_CLOSE :
				       WOLFSSL_CBIO_ERR_GENERAL;
}

static int send(WOLFSSL *ssl, char *data, int len, void *context)
{
	int rc = bench_write(data, len);

	return rc > 0 ? rc : WOLFSSL_CBIO_ERR_GENERAL;
}

long library_fetch(const unsigned char *trusted, size_t len, const char *name)
{
	static char data[16384];
	WOLFSSL_CTX *context;
	WOLFSSL *ssl;
	long total = 0;
	int rc;

	wolfSSL_Init();
	context = wolfSSL_CTX_new(wolfSSLv23_client_method());
	if (!context)
		return -1;
	wolfSSL_CTX_set_verify(context, WOLFSSL_VERIFY_PEER, NULL);
	if (wolfSSL_CTX_load_verify_buffer(context, trusted, len,
					   WOLFSSL_FILETYPE_ASN1) != 1)
		return -2;
	wolfSSL_CTX_SetIORecv(context, receive);
	wolfSSL_CTX_SetIOSend(context, send);
	ssl = wolfSSL_new(context);
	if (!ssl)
		return -3;
	if (wolfSSL_UseSNI(ssl, WOLFSSL_SNI_HOST_NAME, name, strlen(name)) != 1 ||
	    wolfSSL_check_domain_name(ssl, name) != 1)
		return -4;
	if (wolfSSL_connect(ssl) != 1)
		return wolfSSL_get_error(ssl, 0);
	bench_connected();
	if (wolfSSL_write(ssl, bench_request, bench_request_len) <= 0)
		return wolfSSL_get_error(ssl, 0);
	while ((rc = wolfSSL_read(ssl, data, sizeof(data))) > 0)
		total += rc;
	rc = wolfSSL_get_error(ssl, rc);
	return rc == WOLFSSL_ERROR_ZERO_RETURN ? total : rc;
}
