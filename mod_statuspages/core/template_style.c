/* SPDX-License-Identifier: Apache-2.0 */
/* The style sheets of an HTML program: where they are, and made shorter. */
#include "core/css_shrink.h"
#include "core/template_emit.h"

#include <strings.h>

bool sp_template_next_style(sp_span page, size_t *at, sp_span *style)
{
    static const char end_tag[] = "</style";
    sp_html html = { 0 };
    size_t start = 0;

    for (; *at < page.len; (*at)++) {
        bool inside = html.state == SP_HTML_RAW;

        sp_html_advance(&html, (sp_span){ page.ptr + *at, 1 });
        if (!inside && html.state == SP_HTML_RAW) {
            start = *at + 1;
        }
        else if (inside && html.state != SP_HTML_RAW
                 && strcmp(html.element, "style") == 0) {
            *style = (sp_span){ page.ptr + start,
                                *at - start - (sizeof(end_tag) - 1) };
            return true;
        }
    }
    return false;
}

/* ---- shorter --------------------------------------------------------------*/

/* The text of a program that closes up while parts of it become shorter. */
typedef struct closing_up {
    sp_emitter *emit;
    sp_span all; /* as it was; what lies before `from` has moved */
    size_t from;
    size_t to;
    size_t op;
    size_t op_end; /* where in `all` the text of that operation ends */
} closing_up;

static bool has_tag(sp_span page, size_t at, const char *tag)
{
    size_t n = strlen(tag);

    return page.len - at >= n && strncasecmp(page.ptr + at, tag, n) == 0;
}

/* Behind these a <style> is read as markup. */
static size_t plain_html(sp_span page)
{
    size_t at = 0;

    while (at < page.len
           && !(page.ptr[at] == '<'
                && (has_tag(page, at, "<svg") || has_tag(page, at, "<math")))) {
        at++;
    }
    return at;
}

/* With attributes it stays as it is, for whoever wants that. */
static bool has_no_attributes(sp_span page, sp_span style)
{
    static const char tag[] = "<style>";
    size_t at = (size_t)(style.ptr - page.ptr);

    return at >= sizeof(tag) - 1 && has_tag(page, at - (sizeof(tag) - 1), tag);
}

static void move_up(closing_up *up, size_t end)
{
    memmove(up->emit->text + up->to, up->all.ptr + up->from, end - up->from);
    up->to += end - up->from;
    up->from = end;
}

/* A sheet that is in more than one operation is left as it is. */
static void shrink(closing_up *up, sp_span style, char *scratch)
{
    size_t at = (size_t)(style.ptr - up->all.ptr);
    size_t n;

    while (up->op_end <= at) {
        up->op_end += sp_append_op_at(up->emit, ++up->op)->len;
    }
    if (at + style.len > up->op_end) {
        return;
    }
    n = sp_css_shrink(style, scratch);
    move_up(up, at);
    memcpy(up->emit->text + up->to, scratch, n);
    up->to += n;
    up->from += style.len;
    sp_append_op_at(up->emit, up->op)->len -= (uint32_t)(style.len - n);
}

void sp_template_shrink_styles(sp_emitter *emit)
{
    closing_up up = { .emit = emit, .all = { emit->text, emit->text_len } };
    size_t end = plain_html(up.all);
    char *scratch = apr_palloc(emit->compiler->pool, emit->text_len);
    size_t at = 0;
    sp_span style;

    if (emit->ops->nelts == 0) {
        return;
    }
    up.op_end = sp_append_op_at(emit, 0)->len;
    while (sp_template_next_style(up.all, &at, &style)
           && style.ptr < up.all.ptr + end) {
        if (has_no_attributes(up.all, style)) {
            shrink(&up, style, scratch);
        }
    }
    move_up(&up, up.all.len);
    emit->text_len = up.to;
}
