/* SPDX-License-Identifier: Apache-2.0 */
/* expression.h - httpd's expressions (ap_expr), evaluated where they can do no
 * harm.
 *
 * -F, -U and -A make a subrequest from the request they are asked about, and
 * httpd's own code needs its file name for that.  Before the address has been
 * mapped, and for a request that is refused before, there is none: then such
 * an expression is false, and its text empty.
 */
#ifndef SP_MODULE_EXPRESSION_H
#define SP_MODULE_EXPRESSION_H

#include "module/module.h"

typedef enum sp_expression_kind {
    SP_EXPRESSION_CONDITION,
    SP_EXPRESSION_ACCESS, /* a condition for which Vary names what it reads */
    SP_EXPRESSION_TEXT
} sp_expression_kind;

/* A condition that never holds. */
extern const sp_expression sp_expression_never;

/* Compile `text`; whoever may write an .htaccess file may not read each file
 * that httpd may.  In cmd->pool; *wrong becomes what is wrong with it, or
 * NULL. */
const sp_expression *sp_expression_make(cmd_parms *cmd, const char *text,
                                        sp_expression_kind kind,
                                        const char **wrong);

/* Does it need a request whose address has been mapped to a file? */
bool sp_expression_needs_file(const sp_expression *expression);

/* Is it true for this request?  False if it cannot be evaluated; why not is in
 * the error log. */
bool sp_expression_holds(const sp_expression *expression, request_rec *r);

/* Its text for this request, in r->pool; NULL if it cannot be evaluated. */
const char *sp_expression_text(const sp_expression *expression, request_rec *r);

#endif
