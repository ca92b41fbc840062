/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The client of bench/tls.py with mbedTLS. It does not look at the time, for which
 * this library wants more of the system than the others do.
 */

#include <mbedtls/ssl.h>
#include "bench.h"

int bench_snprintf(char *text, size_t len, const char *format, ...)
{
	return -1;
}

static int receive(void *context, unsigned char *data, size_t len)
{
	return bench_read(data, len);
}

static int send(void *context, const unsigned char *data, size_t len)
{
	return bench_write(data, len);
}

static int fill(void *context, unsigned char *data, size_t len)
{
	return bench_random(data, len);
}

long library_fetch(const unsigned char *trusted, size_t len, const char *name)
{
	static const int suites[] = {
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		0,
	};
	static unsigned char data[16384];
	mbedtls_ssl_config config;
	mbedtls_ssl_context ssl;
	mbedtls_x509_crt ca;
	long total = 0;
	int rc;

	mbedtls_x509_crt_init(&ca);
	mbedtls_ssl_config_init(&config);
	mbedtls_ssl_init(&ssl);
	rc = mbedtls_x509_crt_parse_der(&ca, trusted, len);
	if (rc == 0)
		rc = mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_CLIENT,
						 MBEDTLS_SSL_TRANSPORT_STREAM,
						 MBEDTLS_SSL_PRESET_DEFAULT);
	if (rc != 0)
		return rc;
	mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_ca_chain(&config, &ca, NULL);
	mbedtls_ssl_conf_ciphersuites(&config, suites);
	mbedtls_ssl_conf_rng(&config, fill, NULL);
	rc = mbedtls_ssl_setup(&ssl, &config);
	if (rc == 0)
		rc = mbedtls_ssl_set_hostname(&ssl, name);
	if (rc != 0)
		return rc;
	mbedtls_ssl_set_bio(&ssl, NULL, send, receive, NULL);
	rc = mbedtls_ssl_handshake(&ssl);
	if (rc != 0)
		return rc;
	bench_connected();
	rc = mbedtls_ssl_write(&ssl, (const unsigned char *)bench_request,
			       bench_request_len);
	if (rc < 0)
		return rc;
	while ((rc = mbedtls_ssl_read(&ssl, data, sizeof(data))) > 0)
		total += rc;
	return rc == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY || rc == 0 ? total : rc;
}
