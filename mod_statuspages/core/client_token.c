/* SPDX-License-Identifier: Apache-2.0 */
/* The token: eight hexadecimal digits for the time, and a message
 * authentication code (RFC 2104) of these digits and the client. */
#include "core/client_token.h"

#include "core/sha256.h"

enum { TIME_DIGITS = 8, CODE_BYTES = 16, CLIENT_MAX = 64 };

static const char digits[] = "0123456789abcdef";

_Static_assert((int)SP_CLIENT_TOKEN_LENGTH == TIME_DIGITS + 2 * CODE_BYTES,
               "a token is the time and the code");

static void make(char token[SP_CLIENT_TOKEN_LENGTH + 1],
                 const sp_client_token_key *key, uint32_t time, sp_span client)
{
    unsigned char digest[SP_SHA256_BYTES];
    char message[TIME_DIGITS + CLIENT_MAX];
    size_t n = client.len < CLIENT_MAX ? client.len : CLIENT_MAX;

    for (unsigned i = 0; i < TIME_DIGITS; i++) {
        token[i] = digits[time >> (28 - 4 * i) & 15];
    }
    memcpy(message, token, TIME_DIGITS);
    if (n) {
        memcpy(message + TIME_DIGITS, client.ptr, n);
    }
    sp_hmac_sha256((sp_span){ (const char *)key->bytes, sizeof(key->bytes) },
                   (sp_span){ message, TIME_DIGITS + n }, digest);
    for (size_t i = 0; i < CODE_BYTES; i++) {
        token[TIME_DIGITS + 2 * i] = digits[digest[i] >> 4];
        token[TIME_DIGITS + 2 * i + 1] = digits[digest[i] & 15];
    }
    token[SP_CLIENT_TOKEN_LENGTH] = '\0';
}

void sp_client_token(char token[SP_CLIENT_TOKEN_LENGTH + 1],
                     const sp_client_token_key *key, int64_t now,
                     sp_span client)
{
    make(token, key, (uint32_t)now, client);
}

/* All of `token` are digits. */
static int64_t time_of(const char *token)
{
    int64_t time = 0;

    for (int i = 0; i < TIME_DIGITS; i++) {
        time = time * 16 + (strchr(digits, token[i]) - digits);
    }
    return time;
}

bool sp_client_token_is_valid(const char *token, const sp_client_token_key *key,
                              int64_t now, sp_span client)
{
    char wanted[SP_CLIENT_TOKEN_LENGTH + 1];
    unsigned different = 0;
    int64_t age;

    if (!token || strlen(token) != SP_CLIENT_TOKEN_LENGTH
        || strspn(token, digits) != SP_CLIENT_TOKEN_LENGTH) {
        return false;
    }
    age = now - time_of(token);
    if (age < 0 || age > SP_CLIENT_TOKEN_SECONDS) {
        return false;
    }
    make(wanted, key, (uint32_t)(now - age), client);
    /* in the same time wherever the first difference is */
    for (size_t i = 0; i < SP_CLIENT_TOKEN_LENGTH; i++) {
        different |= (unsigned char)(token[i] ^ wanted[i]);
    }
    return different == 0;
}
