/* SPDX-License-Identifier: Apache-2.0 */
/* A Plural-Forms rule is a C expression that some translator's file brought:
 * it becomes part of our source only if it is nothing but arithmetic over n. */
#include "catalog/compiler.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const operators[] = {
    "&&", "||", "==", "!=", "<=", ">=", "%", "<", ">", "?", ":", "(", ")", "!"
};

/* The length of the token at `p`; 0 if it is none of those allowed. */
static size_t token_at(const char *p)
{
    size_t digits = strspn(p, "0123456789");

    if (digits) {
        return digits <= 7 ? digits : 0;
    }
    if (*p == 'n') {
        return isalnum((unsigned char)p[1]) || p[1] == '_' ? 0 : 1;
    }
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        size_t n = strlen(operators[i]);

        if (strncmp(p, operators[i], n) == 0) {
            return n;
        }
    }
    return 0;
}

static const char *copy_expression(const char *p, plural_rule *rule)
{
    size_t used = 0;
    int depth = 0;

    for (p += strspn(p, " "); *p && *p != ';'; p += strspn(p, " ")) {
        size_t n = token_at(p);

        if (n == 0 || used + n + 2 > sizeof(rule->expression)) {
            return "Plural-Forms: plural= can have only n, numbers and % == "
                   "!= < > <= >= && || ? : ( )";
        }
        depth += (*p == '(') - (*p == ')');
        if (depth < 0) {
            break;
        }
        memcpy(rule->expression + used, p, n);
        used += n;
        rule->expression[used++] = ' ';
        p += n;
    }
    if (used == 0 || depth != 0) {
        return "Plural-Forms: plural= is empty or its parentheses do not match";
    }
    rule->expression[used - 1] = '\0';
    return NULL;
}

const char *read_plural(const char *header, plural_rule *rule)
{
    const char *forms = strstr(header, "nplurals=");
    const char *expression = strstr(header, "plural=");
    const char *why;

    /* "nplurals=" holds "plural=" no: it is followed by an s */
    if (!forms || !expression) {
        return "Plural-Forms must be: nplurals=NUMBER; plural=EXPRESSION;";
    }
    rule->forms = (unsigned)strtoul(forms + strlen("nplurals="), NULL, 10);
    if (rule->forms < 1 || rule->forms > PLURAL_MAX) {
        return "Plural-Forms: nplurals must be 1 to 6";
    }
    why = copy_expression(expression + strlen("plural="), rule);
    return why ? why : try_plural(rule);
}
