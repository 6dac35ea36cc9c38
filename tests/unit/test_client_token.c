/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/client_token.h. */
#include "rows.h"

#include "core/client_token.h"

enum { NOW = 1795331370 };

/* Made by Python's hmac for the bytes 0 to 31 as the key: the time in
 * hexadecimal digits, then half of the code of these digits and the client. */
static const char ipv4[] = "6b02952a247cbbf7c84baf9f28463a844fbb665e";
static const char ipv6[] = "6b02952aabb05ebd266d3079b058cc52b281f666";

#define CLIENT                                                                 \
    {                                                                          \
        "\x7f\x00\x00\x01", 4                                                  \
    }
#define NETWORK                                                                \
    {                                                                          \
        "\x20\x01\x0d\xb8\x00\x00\x00\x01", 8                                  \
    }

static sp_client_token_key key_of(unsigned char first)
{
    sp_client_token_key key;

    for (size_t i = 0; i < sizeof(key.bytes); i++) {
        key.bytes[i] = (unsigned char)(first + i);
    }
    return key;
}

static void is_made_as_python_makes_it(void **state)
{
    char token[SP_CLIENT_TOKEN_LENGTH + 1];
    sp_client_token_key key = key_of(0);

    (void)state;
    sp_client_token(token, &key, NOW, (sp_span)CLIENT);
    assert_string_equal(token, ipv4);
    sp_client_token(token, &key, NOW, (sp_span)NETWORK);
    assert_string_equal(token, ipv6);
}

typedef struct token_row {
    const char *name;
    const char *token;
    int64_t now;
    sp_span client;
    unsigned char key;
    bool valid;
} token_row;

static const token_row rows[] = {
    { "in the same second", ipv4, NOW, CLIENT, 0, true },
    { "after ten minutes", ipv4, NOW + 600, CLIENT, 0, true },
    { "a second later", ipv4, NOW + 601, CLIENT, 0, false },
    { "a second before", ipv4, NOW - 1, CLIENT, 0, false },
    { "after a year", ipv4, NOW + 31536000, CLIENT, 0, false },
    { "after 2^32 seconds", ipv4, NOW + (INT64_C(1) << 32), CLIENT, 0, false },
    { "of a network", ipv6, NOW, NETWORK, 0, true },
    { "for another client", ipv4, NOW, NETWORK, 0, false },
    { "for a client that begins so",
      ipv4,
      NOW,
      { "\x7f\x00\x00\x01\x00", 5 },
      0,
      false },
    { "for no client", ipv4, NOW, { NULL, 0 }, 0, false },
    { "with another key", ipv4, NOW, CLIENT, 1, false },
    { "none", NULL, NOW, CLIENT, 0, false },
    { "empty", "", NOW, CLIENT, 0, false },
    { "a time alone", "6b02952a", NOW, CLIENT, 0, false },
    { "in capitals", "6B02952A247CBBF7C84BAF9F28463A844FBB665E", NOW, CLIENT, 0,
      false },
    { "cut", "6b02952a247cbbf7c84baf9f28463a844fbb665", NOW, CLIENT, 0, false },
    { "longer", "6b02952a247cbbf7c84baf9f28463a844fbb665e0", NOW, CLIENT, 0,
      false },
    { "another last digit", "6b02952a247cbbf7c84baf9f28463a844fbb6650", NOW,
      CLIENT, 0, false },
    { "another first digit", "6b02952a047cbbf7c84baf9f28463a844fbb665e", NOW,
      CLIENT, 0, false },
    { "a newer time", "6b02952b247cbbf7c84baf9f28463a844fbb665e", NOW + 1,
      CLIENT, 0, false },
    { "no digits", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", NOW, CLIENT, 0,
      false },
    { "zeros", "0000000000000000000000000000000000000000", NOW, CLIENT, 0,
      false },
};

static void check(void **state)
{
    const token_row *row = *state;
    sp_client_token_key key = key_of(row->key);

    assert_int_equal(
        sp_client_token_is_valid(row->token, &key, row->now, row->client),
        row->valid);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_TEST(list, is_made_as_python_makes_it);
    ADD_ROWS(list, rows, check);
    return run_list("client_token", list);
}
