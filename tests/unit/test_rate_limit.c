/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of core/rate_limit.h. */
#include "rows.h"

#include "core/rate_limit.h"

#include <apr_strings.h>

enum { NOW = 1795331370 };

typedef struct limit_row {
    const char *name;
    const char *fields; /* "Name: value", a line each */
    const char *limits; /* name limit/window remaining/reset, ? is not known */
    bool exceeded;
} limit_row;

/* draft-ietf-httpapi-ratelimit-headers-11, 3 and 4: q and w of a policy, r and
 * t of a limit; q and r must be there. */
static const limit_row rows[] = {
    { "a policy and what is left",
      "RateLimit-Policy: \"burst\";q=100;w=60\nRateLimit: \"burst\";r=50;t=30",
      "burst 100/60 50/30;", false },
    { "two policies, one used up",
      "RateLimit-Policy: \"burst\";q=100;w=60,\"daily\";q=1000;w=86400\n"
      "RateLimit: \"daily\";r=0;t=3600",
      "burst 100/60 ?/?;daily 1000/86400 0/3600;", true },
    { "the other order of the lines",
      "ratelimit: \"a\";r=0\nratelimit-policy: \"a\";q=1", "a 1/? 0/?;", true },
    { "lists over several lines", "RateLimit: \"a\";r=1\nRateLimit: \"b\";r=2",
      "a ?/? 1/?;b ?/? 2/?;", false },
    { "only a policy", "RateLimit-Policy: \"a\";q=9;qu=\"content-bytes\"",
      "a 9/? ?/?;", false },
    { "a token as the name", "RateLimit: default;r=3;t=1", "default ?/? 3/1;",
      false },
    { "a partition key", "RateLimit: \"a\";r=0;t=9;pk=:YQ==:", "a ?/? 0/9;",
      true },
    { "no r", "RateLimit: \"a\";t=9", "", false },
    { "no q", "RateLimit-Policy: \"a\";w=9", "", false },
    { "a negative r", "RateLimit: \"a\";r=-1", "", false },
    { "r is a string", "RateLimit: \"a\";r=\"0\"", "", false },
    { "r is a decimal", "RateLimit: \"a\";r=0.0", "", false },
    { "r twice: the last counts", "RateLimit: \"a\";r=0;r=5", "a ?/? 5/?;",
      false },
    { "a negative t", "RateLimit: \"a\";r=0;t=-1", "a ?/? 0/?;", true },
    { "one of two members lacks r", "RateLimit: \"a\";t=1, \"b\";r=0",
      "b ?/? 0/?;", true },
    { "a number as the name", "RateLimit: 5;r=0", "", false },
    { "one fault spoils the line", "RateLimit: \"a\";r=0, \"b", "", false },
    { "escapes in a name", "RateLimit: \"a\\\"b\\\\\";r=1", "a\"b\\ ?/? 1/?;",
      false },
    { "a dictionary of draft -07", "RateLimit: limit=10, remaining=0, reset=5",
      "", false },
    { "a field for each number",
      "X-RateLimit-Limit: 60\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 30",
      " 60/? 0/30;", true },
    { "another spelling",
      "x-rate-limit-limit: 60\nX-Rate-Limit-Remaining: 7\n"
      "X-Rate-Limit-Reset: 1795331400",
      " 60/? 7/30;", false },
    { "a reset in milliseconds since 1970", "X-RateLimit-Reset: 1795331400000",
      "", false },
    { "a reset in more than a year", "X-RateLimit-Reset: 1826953771", "",
      false },
    { "a reset that is over", "X-RateLimit-Reset: 1795331369", "", false },
    { "without X-", "RateLimit-Limit: 9\nRateLimit-Remaining: 1", " 9/? 1/?;",
      false },
    { "with its policies, as drafts had it", "RateLimit-Limit: 10, 10;w=1",
      " 10/? ?/?;", false },
    { "a number twice: the first counts",
      "X-RateLimit-Remaining: 1\nX-RateLimit-Remaining: 0", " ?/? 1/?;",
      false },
    { "a negative number", "X-RateLimit-Remaining: -1", "", false },
    { "not a number", "X-RateLimit-Remaining: none\nX-RateLimit-Limit: 1.5", "",
      false },
    { "another name", "X-RateLimit-Resource: core\nX-RateLimit-Used: 5", "",
      false },
    { "nine policies",
      "RateLimit: a;r=1,b;r=1,c;r=1,d;r=1,e;r=1,f;r=1,g;r=1,h;r=1,i;r=0",
      "a ?/? 1/?;b ?/? 1/?;c ?/? 1/?;d ?/? 1/?;e ?/? 1/?;f ?/? 1/?;"
      "g ?/? 1/?;h ?/? 1/?;",
      false },
    { "a number of 16 digits", "RateLimit: \"a\";r=1000000000000000", "",
      false },
    { "nothing", "RateLimit: ", "", false },
};

static const char *number(int64_t amount, apr_pool_t *pool)
{
    return amount < 0
               ? "?"
               : apr_psprintf(pool, "%" APR_INT64_T_FMT, (apr_int64_t)amount);
}

static void check(void **state)
{
    const limit_row *row = *state;
    apr_pool_t *pool = new_pool();
    sp_rate_limits limits = { 0 };
    const char *text = "";
    char *line;
    char *rest;

    for (line = apr_strtok(apr_pstrdup(pool, row->fields), "\n", &rest); line;
         line = apr_strtok(NULL, "\n", &rest)) {
        char *value = strstr(line, ": ");

        *value = '\0';
        sp_rate_limits_add(&limits, sp_span_of(line), sp_span_of(value + 2),
                           NOW, pool);
    }
    for (unsigned i = 0; i < limits.count; i++) {
        const sp_rate_limit *one = &limits.list[i];

        text = apr_psprintf(pool, "%s%.*s %s/%s %s/%s;", text,
                            (int)one->policy.len, one->policy.ptr,
                            number(one->limit, pool), number(one->window, pool),
                            number(one->remaining, pool),
                            number(one->reset, pool));
    }
    assert_string_equal(text, row->limits);
    assert_int_equal(sp_rate_limits_exceeded(&limits), row->exceeded);
    apr_pool_destroy(pool);
}

static void a_long_name_is_cut(void **state)
{
    apr_pool_t *pool = new_pool();
    sp_rate_limits limits = { 0 };
    char name[4000];

    (void)state;
    memset(name, 'x', sizeof(name));
    sp_rate_limits_add(
        &limits, SP_SPAN("RateLimit"),
        sp_span_of(apr_psprintf(pool, "\"%.*s\";r=0", (int)sizeof(name), name)),
        NOW, pool);
    assert_int_equal(limits.count, 1);
    /* 80 characters, the last of them an ellipsis of three bytes */
    assert_int_equal(limits.list[0].policy.len, 82);
    apr_pool_destroy(pool);
}

int main(void)
{
    test_list *list = calloc(1, sizeof(*list));

    ADD_ROWS(list, rows, check);
    ADD_TEST(list, a_long_name_is_cut);
    return run_list("rate_limit", list);
}
