/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The client of bench/tls.py with BearSSL.
 */

#include <bearssl.h>
#include "bench.h"

/* The name of the trusted certificate. */
static unsigned char subject[1024];
static size_t subject_len;

/* The days from year 0 to 1970, as br_x509_minimal_set_time() counts them. */
#define DAYS_TO_1970 719528

static void add_subject(void *context, const void *data, size_t len)
{
	if (len <= sizeof(subject) - subject_len)
		memcpy(subject + subject_len, data, len);
	subject_len += len;
}

static int receive(void *context, unsigned char *data, size_t len)
{
	int rc = bench_read(data, len);

	return rc > 0 ? rc : -1;
}

static int send(void *context, const unsigned char *data, size_t len)
{
	int rc = bench_write(data, len);

	return rc > 0 ? rc : -1;
}

static void set_up(br_ssl_client_context *client, br_x509_minimal_context *x509)
{
	static const uint16_t suites[] = {
		BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	};
	static const br_hash_class *const hashes[] = {
		&br_sha256_vtable, &br_sha384_vtable, &br_sha512_vtable,
	};
	br_ssl_engine_context *engine = &client->eng;
	int id;

	br_ssl_engine_set_suites(engine, suites,
				 sizeof(suites) / sizeof(*suites));
	br_ssl_engine_set_default_rsavrfy(engine);
	br_ssl_engine_set_default_ecdsa(engine);
	br_x509_minimal_set_rsa(x509, br_ssl_engine_get_rsavrfy(engine));
	br_x509_minimal_set_ecdsa(x509, br_ssl_engine_get_ec(engine),
				  br_ssl_engine_get_ecdsa(engine));
	for (id = br_sha256_ID; id <= br_sha512_ID; id++) {
		br_ssl_engine_set_hash(engine, id, hashes[id - br_sha256_ID]);
		br_x509_minimal_set_hash(x509, id, hashes[id - br_sha256_ID]);
	}
	br_ssl_engine_set_x509(engine, &x509->vtable);
	br_ssl_engine_set_prf_sha256(engine, &br_tls12_sha256_prf);
	br_ssl_engine_set_prf_sha384(engine, &br_tls12_sha384_prf);
	br_ssl_engine_set_default_aes_gcm(engine);
	br_ssl_engine_set_default_chapol(engine);
}

long library_fetch(const unsigned char *trusted, size_t len, const char *name)
{
	static br_ssl_client_context client;
	static br_x509_minimal_context x509;
	static br_x509_decoder_context decoder;
	static unsigned char buffer[BR_SSL_BUFSIZE_MONO];
	static char data[16384];
	br_x509_trust_anchor anchor = { .flags = BR_X509_TA_CA };
	unsigned char seed[32];
	br_sslio_context io;
	long total = 0;
	int rc;

	br_x509_decoder_init(&decoder, add_subject, NULL);
	br_x509_decoder_push(&decoder, trusted, len);
	if (!br_x509_decoder_get_pkey(&decoder) || subject_len > sizeof(subject))
		return -1;
	anchor.pkey = *br_x509_decoder_get_pkey(&decoder);
	anchor.dn.data = subject;
	anchor.dn.len = subject_len;
	br_ssl_client_zero(&client);
	br_ssl_engine_set_versions(&client.eng, BR_TLS12, BR_TLS12);
	br_x509_minimal_init(&x509, &br_sha256_vtable, &anchor, 1);
	set_up(&client, &x509);
	br_x509_minimal_set_time(&x509, bench_time() / 86400 + DAYS_TO_1970,
				 bench_time() % 86400);
	if (bench_random(seed, sizeof(seed)) < 0)
		return -2;
	br_ssl_engine_inject_entropy(&client.eng, seed, sizeof(seed));
	br_ssl_engine_set_buffer(&client.eng, buffer, sizeof(buffer), 0);
	if (!br_ssl_client_reset(&client, name, 0))
		return -3;
	br_sslio_init(&io, &client.eng, receive, NULL, send, NULL);
	if (br_sslio_flush(&io) < 0)
		return -br_ssl_engine_last_error(&client.eng);
	bench_connected();
	br_sslio_write_all(&io, bench_request, bench_request_len);
	br_sslio_flush(&io);
	while ((rc = br_sslio_read(&io, data, sizeof(data))) > 0)
		total += rc;
	rc = br_ssl_engine_last_error(&client.eng);
	return rc == 0 ? total : -rc;
}
