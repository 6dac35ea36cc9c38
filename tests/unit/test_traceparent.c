/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/traceparent.h: W3C Trace Context, 3.2.2 and its examples. */
#include "rows.h"

#include "core/traceparent.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"
#define VALID "00-" TRACE "-" PARENT "-01"
#define ZERO16 "0000000000000000"

typedef struct row {
    const char *name;
    sp_span value;
    bool wanted;
} row;

#define TEXT(text)                                                             \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }

static const row rows[] = {
    { "the example of the standard", TEXT(VALID), true },
    { "not sampled", TEXT("00-" TRACE "-" PARENT "-00"), true },
    { "flags that nobody knows", TEXT("00-" TRACE "-" PARENT "-ff"), true },
    { "a later version", TEXT("cc-" TRACE "-" PARENT "-01"), true },
    { "a later version with more",
      TEXT("cc-" TRACE "-" PARENT "-01-what-the-future-will-be"), true },
    { "a later version with more, without a hyphen",
      TEXT("cc-" TRACE "-" PARENT "-01.x"), false },
    { "version 00 with more", TEXT(VALID "-x"), false },
    { "version ff", TEXT("ff-" TRACE "-" PARENT "-01"), false },
    { "a version in upper case", TEXT("CC-" TRACE "-" PARENT "-01"), false },
    { "a trace id of zeros", TEXT("00-" ZERO16 ZERO16 "-" PARENT "-01"),
      false },
    { "a parent id of zeros", TEXT("00-" TRACE "-" ZERO16 "-01"), false },
    { "a trace id that ends in another digit",
      TEXT("00-" ZERO16 "0000000000000001-" PARENT "-01"), true },
    { "upper case", TEXT("00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01"),
      false },
    { "no hexadecimal digit", TEXT("00-" TRACE "-00f067aa0ba902bg-01"), false },
    { "one too short", TEXT("00-" TRACE "-" PARENT "-0"), false },
    { "one too long", TEXT(VALID "1"), false },
    { "underscores", TEXT("00_" TRACE "_" PARENT "_01"), false },
    { "a space in front", TEXT(" " VALID), false },
    { "two fields", TEXT(VALID ", " VALID), false },
    { "two fields of a later version", TEXT("01-" TRACE "-" PARENT "-01, x"),
      false },
    { "markup", TEXT("<script>alert(1)</script><script>alert(1)</script>12345"),
      false },
    { "a NUL", TEXT("00-" TRACE "\0" PARENT "-01"), false },
    { "nothing", TEXT(""), false },
};

static void reads(void **state)
{
    const row *r = *state;
    sp_traceparent parts;

    assert_int_equal(sp_traceparent_read(&parts, r->value), r->wanted);
    if (r->wanted) {
        assert_int_equal(parts.trace_id.len, 32);
        assert_memory_equal(parts.trace_id.ptr, r->value.ptr + 3, 32);
        assert_int_equal(parts.rest.len, 53);
        assert_memory_equal(parts.rest.ptr, r->value.ptr + 2, 53);
    }
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, reads);
    return run_list("traceparent", list);
}
