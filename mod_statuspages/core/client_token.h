/* SPDX-License-Identifier: Apache-2.0 */
/* client_token.h - a token that tells which client got it from this server, and
 * when; nobody else can make one.  The button that deletes cookies has it. */
#ifndef SP_CORE_CLIENT_TOKEN_H
#define SP_CORE_CLIENT_TOKEN_H

#include "core/span.h"

#include <stdint.h>

enum {
    SP_CLIENT_TOKEN_KEY_BYTES = 32,
    SP_CLIENT_TOKEN_LENGTH = 40,
    SP_CLIENT_TOKEN_SECONDS = 600 /* how long a token is valid */
};

typedef struct sp_client_token_key {
    unsigned char bytes[SP_CLIENT_TOKEN_KEY_BYTES];
} sp_client_token_key;

/* Write the token for `client`, such as the bytes of its IP address, at `now`
 * in seconds since 1970: letters and digits, and a NUL. */
void sp_client_token(char token[SP_CLIENT_TOKEN_LENGTH + 1],
                     const sp_client_token_key *key, int64_t now,
                     sp_span client);

/* Was `token`, which may be NULL, made with this key for this client, and is it
 * at most SP_CLIENT_TOKEN_SECONDS old? */
bool sp_client_token_is_valid(const char *token, const sp_client_token_key *key,
                              int64_t now, sp_span client);

#endif
