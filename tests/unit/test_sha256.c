/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/sha256.h. */
#include "rows.h"

#include "core/sha256.h"

#include <stdio.h>

typedef struct hash_row {
    const char *name;
    const char *text;
    size_t times;
    const char *wanted;
} hash_row;

/* NIST's examples for FIPS 180-4, and lengths around the padding, from
 * coreutils' sha256sum. */
static const hash_row rows[] = {
    { "nothing", "", 1,
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "abc", 1,
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "a whole block and most of another",
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
      "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
    { "a million a", "a", 1000000,
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    { "55 bytes: the padding just fits", "a", 55,
      "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
    { "56 bytes: it does not", "a", 56,
      "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
    { "64 bytes: a whole block", "a", 64,
      "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
};

static void check(void **state)
{
    const hash_row *row = *state;
    size_t n = strlen(row->text);
    char *text = malloc(n * row->times + 1);
    unsigned char digest[SP_SHA256_BYTES];
    char hex[2 * SP_SHA256_BYTES + 1];

    assert_non_null(text);
    for (size_t i = 0; i < row->times; i++) {
        memcpy(text + i * n, row->text, n);
    }
    sp_sha256((sp_span){ text, n * row->times }, digest);
    for (unsigned i = 0; i < SP_SHA256_BYTES; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(hex, row->wanted);
    free(text);
}

typedef struct hmac_row {
    const char *name;
    char key; /* so many times */
    size_t times;
    const char *key_text; /* instead, if it is not NULL */
    const char *text;
    const char *wanted;
} hmac_row;

/* RFC 4231 4.2, 4.3 and 4.4; the others from Python's hmac. */
static const hmac_row hmac_rows[] = {
    { "a key of 20 bytes", 0x0b, 20, NULL, "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { "a key shorter than the digest", 0, 0, "Jefe",
      "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "text of 50 bytes", (char)0xaa, 20, NULL,
      "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
      "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd"
      "\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd\xdd",
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { "neither key nor text", 0, 0, "", "",
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
    { "a key of a whole block", 'k', 64, NULL, "text",
      "0414bb1d8c0c4556cdb2028727b16610ae377b1a194b6db1f853d4297f2329bc" },
};

static void check_hmac(void **state)
{
    const hmac_row *row = *state;
    unsigned char digest[SP_SHA256_BYTES];
    char hex[2 * SP_SHA256_BYTES + 1];
    char key[SP_HMAC_KEY_MAX];

    memset(key, row->key, sizeof(key));
    sp_hmac_sha256(row->key_text ? sp_span_of(row->key_text)
                                 : (sp_span){ key, row->times },
                   sp_span_of(row->text), digest);
    for (size_t i = 0; i < SP_SHA256_BYTES; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
    assert_string_equal(hex, row->wanted);
}

/* From OpenSSL. */
static void check_base64(void **state)
{
    char hash[SP_SHA256_BASE64 + 1];

    (void)state;
    sp_sha256_base64(sp_span_of(""), hash);
    assert_string_equal(hash, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    sp_sha256_base64(sp_span_of("abc"), hash);
    assert_string_equal(hash, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_ROWS(list, hmac_rows, check_hmac);
    ADD_TEST(list, check_base64);
    return run_list("sha256", list);
}
