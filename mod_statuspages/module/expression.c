/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles and evaluates expressions (ap_expr). */
#include "module/expression.h"

#include <ap_expr.h>
#include <apr_lib.h>

struct sp_expression {
    const ap_expr_info_t *compiled; /* NULL: never holds */
    bool needs_file;
};

const sp_expression sp_expression_never = { NULL, false };

static const unsigned flags_of[] = {
    [SP_EXPRESSION_CONDITION] = AP_EXPR_FLAG_DONT_VARY,
    [SP_EXPRESSION_ACCESS] = 0,
    [SP_EXPRESSION_TEXT] = AP_EXPR_FLAG_DONT_VARY | AP_EXPR_FLAG_STRING_RESULT,
};

/* Does an operator that makes a subrequest stand in it?  What is compiled does
 * not say so; a text in quotes that looks like one counts too. */
static bool makes_subrequest(const char *text)
{
    for (; *text; text++) {
        if (text[0] == '-' && text[1] && strchr("FUA", text[1])
            && !apr_isalnum(text[2]) && text[2] != '_') {
            return true;
        }
    }
    return false;
}

const sp_expression *sp_expression_make(cmd_parms *cmd, const char *text,
                                        sp_expression_kind kind,
                                        const char **wrong)
{
    sp_expression *made = apr_pcalloc(cmd->pool, sizeof(*made));
    unsigned restricted = sp_in_htaccess(cmd) ? AP_EXPR_FLAG_RESTRICTED : 0;

    *wrong = NULL;
    made->needs_file = makes_subrequest(text);
    made->compiled =
        ap_expr_parse_cmd(cmd, text, flags_of[kind] | restricted, wrong, NULL);
    return made;
}

bool sp_expression_needs_file(const sp_expression *expression)
{
    return expression->needs_file;
}

static bool can_be_evaluated(const sp_expression *expression,
                             const request_rec *r)
{
    return expression->compiled
           && (!expression->needs_file || (r->filename && r->uri));
}

bool sp_expression_holds(const sp_expression *expression, request_rec *r)
{
    const char *wrong = NULL;

    return can_be_evaluated(expression, r)
           && ap_expr_exec(r, expression->compiled, &wrong) > 0 && !wrong;
}

const char *sp_expression_text(const sp_expression *expression, request_rec *r)
{
    const char *wrong = NULL;
    const char *text = can_be_evaluated(expression, r)
                           ? ap_expr_str_exec(r, expression->compiled, &wrong)
                           : NULL;

    return wrong ? NULL : text;
}
