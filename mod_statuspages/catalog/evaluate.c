/* SPDX-License-Identifier: Apache-2.0 */
/* Tries a plural rule out before it becomes C: what it gives for each number
 * that a page may count, as C (C11 6.5) evaluates it. */
#include "catalog/compiler.h"

#include <stdlib.h>
#include <string.h>

/* The most that is counted: below a KB, sizes are in bytes. */
enum { COUNTED_MAX = 1023, LEVELS = 5, OPERATORS_MAX = 4, SENTENCE_MAX = 160 };

/* Loosest first.  Each kind groups from left to right. */
static const char *const levels[LEVELS][OPERATORS_MAX] = {
    { "||" }, { "&&" }, { "==", "!=" }, { "<", ">", "<=", ">=" }, { "%" },
};

typedef struct evaluation {
    const char *at; /* tokens with a space between */
    unsigned long n;
    bool valid;        /* it is an expression */
    bool divides_by_0; /* where C would evaluate it */
} evaluation;

static bool take(evaluation *run, const char *token)
{
    size_t n = strlen(token);

    if (strncmp(run->at, token, n) != 0
        || (run->at[n] != ' ' && run->at[n] != '\0')) {
        return false;
    }
    run->at += n + (run->at[n] == ' ');
    return true;
}

static unsigned long choice(evaluation *run, bool live);

static unsigned long value(evaluation *run, bool live)
{
    unsigned long found = 0;
    char *end;

    if (take(run, "!")) {
        return !value(run, live);
    }
    if (take(run, "n")) {
        return run->n;
    }
    if (take(run, "(")) {
        found = choice(run, live);
        run->valid &= take(run, ")");
        return found;
    }
    found = strtoul(run->at, &end, 10);
    run->valid &= end > run->at;
    run->at = end + (*end == ' ');
    return found;
}

static unsigned long apply(evaluation *run, const char *sign,
                           unsigned long left, unsigned long right, bool live)
{
    switch (sign[0]) {
    case '|': return left || right;
    case '&': return left && right;
    case '=': return left == right;
    case '!': return left != right;
    case '<': return sign[1] ? left <= right : left < right;
    case '>': return sign[1] ? left >= right : left > right;
    default: run->divides_by_0 |= live && right == 0;
    }
    return right ? left % right : 0;
}

static const char *operator_at(evaluation *run, unsigned level)
{
    for (int i = 0; i < OPERATORS_MAX && levels[level][i]; i++) {
        if (take(run, levels[level][i])) {
            return levels[level][i];
        }
    }
    return NULL;
}

/* What || and && decide without their right side is not evaluated. */
static unsigned long joined(evaluation *run, unsigned level, bool live)
{
    unsigned long left;
    const char *sign;

    if (level == LEVELS) {
        return value(run, live);
    }
    left = joined(run, level + 1, live);
    while (run->valid && (sign = operator_at(run, level)) != NULL) {
        bool decided = (sign[0] == '|' && left) || (sign[0] == '&' && !left);
        unsigned long right = joined(run, level + 1, live && !decided);

        left = apply(run, sign, left, right, live);
    }
    return left;
}

static unsigned long choice(evaluation *run, bool live)
{
    unsigned long condition = joined(run, 0, live);
    unsigned long yes;
    unsigned long no;

    if (!run->valid || !take(run, "?")) {
        return condition;
    }
    yes = choice(run, live && condition);
    run->valid &= take(run, ":");
    no = run->valid ? choice(run, live && !condition) : 0;
    return condition ? yes : no;
}

static const char *gives_too_much(unsigned long n, unsigned long form,
                                  unsigned forms)
{
    char *text = allocate(SENTENCE_MAX);

    snprintf(text, SENTENCE_MAX,
             "Plural-Forms: where n is %lu, plural= gives form %lu; with "
             "nplurals=%u the last form is %u",
             n, form, forms, forms - 1);
    return text;
}

static const char *divides(unsigned long n)
{
    char *text = allocate(SENTENCE_MAX);

    snprintf(text, SENTENCE_MAX,
             "Plural-Forms: plural= divides by zero where n is %lu", n);
    return text;
}

const char *try_plural(const plural_rule *rule)
{
    for (unsigned long n = 0; n <= COUNTED_MAX; n++) {
        evaluation run = { rule->expression, n, true, false };
        unsigned long form = choice(&run, true);

        if (!run.valid || *run.at) {
            return "Plural-Forms: plural= is not a valid expression";
        }
        if (run.divides_by_0) {
            return divides(n);
        }
        if (form >= rule->forms) {
            return gives_too_much(n, form, rule->forms);
        }
    }
    return NULL;
}
