/* SPDX-License-Identifier: Apache-2.0 */
/* The packed bytes are what zlib (by Python 3.11) and Brotli (by Node.js 20)
 * make of nothing and of a letter. */
#include "rows.h"

#include "core/empty_body.h"

#define NOT SP_EMPTY_BODY_NO
#define BEGUN SP_EMPTY_BODY_UNDECIDED
#define NOTHING SP_EMPTY_BODY_YES

typedef struct blank_row {
    const char *name;
    const char *coding;
    sp_span body;
    sp_empty_body wanted;
} blank_row;

#define GZIP_NOTHING "\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"
#define BYTES(literal)                                                         \
    {                                                                          \
        "" literal, sizeof(literal) - 1                                        \
    }
#define SPACES "                                "

static const blank_row rows[] = {
    { "no byte", "", BYTES(""), NOTHING },
    { "no byte of gzip", "gzip", BYTES(""), NOTHING },
    { "a line end", "", BYTES("\n"), NOTHING },
    { "white space", "", BYTES(" \r\n\t\n"), NOTHING },
    { "a byte order mark", "", BYTES("\xef\xbb\xbf"), NOTHING },
    { "a byte order mark and a line end", "", BYTES("\xef\xbb\xbf\n"),
      NOTHING },
    { "half a byte order mark", "", BYTES("\xef\xbb"), BEGUN },
    { "two byte order marks", "", BYTES("\xef\xbb\xbf\xef\xbb\xbf"), NOT },
    { "a letter", "", BYTES("a"), NOT },
    { "white space and a letter", "", BYTES("  a"), NOT },
    { "a NUL byte", "", BYTES("\0"), NOT },
    { "a no-break space", "", BYTES("\xc2\xa0"), NOT },
    { "as much white space as there may be", "", BYTES(SPACES), NOTHING },
    { "more white space", "", BYTES(SPACES " "), NOT },
    { "gzip of nothing", "gzip", BYTES(GZIP_NOTHING), NOTHING },
    { "gzip of nothing, in capitals", "GZIP", BYTES(GZIP_NOTHING), NOTHING },
    { "x-gzip of nothing", "x-gzip", BYTES(GZIP_NOTHING), NOTHING },
    { "gzip of nothing, with a time", "gzip",
      BYTES("\x1f\x8b\x08\0\x01\x02\x03\x04\x02\xff\x03\0\0\0\0\0\0\0\0\0"),
      NOTHING },
    { "gzip of nothing, stored", "gzip",
      BYTES("\x1f\x8b\x08\0\0\0\0\0\x04\x03\x01\0\0\xff\xff\0\0\0\0\0\0\0\0"),
      NOTHING },
    { "gzip of nothing, flushed first", "gzip",
      BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\0\0\0\xff\xff\x03\0\0\0\0\0\0\0\0"
            "\0"),
      NOTHING },
    { "gzip of nothing, begun", "gzip", BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03"),
      BEGUN },
    { "gzip of a letter", "gzip",
      BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x04\0\x43\xbe\xb7\xe8\x01\0\0"
            "\0"),
      NOT },
    { "gzip of nothing, and more", "gzip", BYTES(GZIP_NOTHING "a"), NOT },
    { "gzip of nothing without its field", "", BYTES(GZIP_NOTHING), NOT },
    { "gzip of nothing in another coding", "br", BYTES(GZIP_NOTHING), NOT },
    { "packed twice", "gzip, br", BYTES(GZIP_NOTHING), NOT },
    { "white space in gzip is not unpacked", "gzip", BYTES("\n"), NOT },
    { "deflate of nothing", "deflate", BYTES("\x78\x9c\x03\0\0\0\0\x01"),
      NOTHING },
    { "deflate of nothing, stored", "deflate",
      BYTES("\x78\x01\x01\0\0\xff\xff\0\0\0\x01"), NOTHING },
    { "deflate of nothing without a frame", "deflate", BYTES("\x03\0"),
      NOTHING },
    { "deflate of a letter", "deflate", BYTES("\x78\x9c\x4b\x04\0\0\x62\0\x62"),
      NOT },
    { "br of nothing", "br", BYTES("\x3b"), NOTHING },
    { "br of nothing, small window", "br", BYTES("\x06"), NOTHING },
    { "br of nothing, smallest window", "br", BYTES("\xa1\x01"), NOTHING },
    { "br of a letter", "br", BYTES("\x0b\0\x80\x61\x03"), NOT },
    { "an unknown coding", "zstd", BYTES("\n"), NOT },
};

static void looks(void **state)
{
    const blank_row *row = *state;

    assert_int_equal(sp_empty_body_detect(sp_span_of(row->coding), row->body),
                     row->wanted);
}

/* Each beginning of an empty stream must be waited for. */
static void retry_after(void **state)
{
    static const char stream[] = GZIP_NOTHING;

    (void)state;
    for (size_t n = 1; n < sizeof(stream) - 1; n++) {
        assert_int_equal(
            sp_empty_body_detect(SP_SPAN("gzip"), (sp_span){ stream, n }),
            BEGUN);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, looks);
    ADD_TEST(list, retry_after);
    return run_list("blank", list);
}
