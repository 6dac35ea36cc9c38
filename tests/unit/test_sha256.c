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

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    return run_list("sha256", list);
}
