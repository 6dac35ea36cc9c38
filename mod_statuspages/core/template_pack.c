/* SPDX-License-Identifier: Apache-2.0 */
/* Packs programs: which of their texts can repeat which, and the steps from
 * programs to their packed form. */
#include "core/template_pack_internal.h"
#include "core/template_walk.h"

enum { SECTIONS_MAX = 2 * SP_TEMPLATE_DEPTH_MAX }; /* one within the other */

/* ---- what can repeat what -------------------------------------------------*/

/* A text within a section is surely there up to its end only; in one that is
 * nested too deep to follow, nowhere else. */
static void set_scope_ends(const sp_program *program, sp_deflate_run *runs)
{
    unsigned end[SECTIONS_MAX] = { (unsigned)program->count };
    unsigned depth = 0;
    unsigned unclear = 0;

    for (unsigned i = 0; i < program->count; i++) {
        const sp_op *op = &program->ops[i];

        while (depth > 0 && i >= end[depth]) {
            depth--;
        }
        runs[i].scope_end = i < unclear ? i + 1 : end[depth];
        if (op->code < SP_OP_IF || op->code > SP_OP_LOOP) {
            continue;
        }
        if (depth + 1 < SECTIONS_MAX) {
            end[++depth] = op->jump;
        }
        else if (unclear < op->jump) {
            unclear = op->jump;
        }
    }
}

/* ---- where it is ----------------------------------------------------------*/

/* A section that most pages lack: where the text behind it is then. */
typedef struct absent_section {
    unsigned end; /* the operation behind it */
    uint32_t begin;
} absent_section;

/* How long the value of `op` is.  In a list it may be anything. */
static uint32_t usual_length(const sp_op *op, const sp_value *usual)
{
    enum { IN_A_LIST = 8 };

    return !sp_op_has_value(op) ? 0 : op->level ? IN_A_LIST : usual[op->slot].n;
}

/* Does `op` open a section that such a page lacks? */
static bool is_absent(const sp_op *op, const sp_value *usual)
{
    bool section = op->code >= SP_OP_IF && op->code <= SP_OP_LOOP;

    return section && op->level == 0
           && (usual[op->slot].n == 0) == (op->code != SP_OP_UNLESS);
}

/* Where each text is on a page with these values; one that is not there, where
 * it would be. */
static void set_begins(const sp_program *program, const sp_value *usual,
                       sp_deflate_run *runs)
{
    absent_section absent[SECTIONS_MAX];
    unsigned depth = 0;
    uint32_t begin = 0;

    for (unsigned i = 0; i < program->count; i++) {
        const sp_op *op = &program->ops[i];

        while (depth > 0 && i >= absent[depth - 1].end) {
            begin = absent[--depth].begin;
        }
        runs[i].begin = begin;
        begin += (uint32_t)op->len + usual_length(op, usual);
        if (is_absent(op, usual) && depth < SECTIONS_MAX) {
            absent[depth++] = (absent_section){ op->jump, begin };
        }
    }
}

/* A text of the template itself: all programs that are folded from it have it
 * at this address. */
static bool is_shared(const sp_program *program, const sp_op *op)
{
    return op->len >= SP_PACK_SHARED_MIN && op->text >= program->text
           && op->text < program->text + program->text_len;
}

static sp_deflate_page page_of(const sp_program *program, const sp_value *usual,
                               apr_pool_t *scratch)
{
    size_t count = program->count;
    sp_deflate_run *runs = apr_pcalloc(scratch, count * sizeof(*runs));

    for (unsigned i = 0; i < program->count; i++) {
        const sp_op *op = &program->ops[i];

        runs[i].text = op->text;
        runs[i].len = op->len;
        runs[i].shared = is_shared(program, op);
    }
    set_scope_ends(program, runs);
    set_begins(program, usual, runs);
    return (sp_deflate_page){ runs, (unsigned)count,
                              apr_palloc(scratch, count * sizeof(void *)) };
}

/* Markdown is escaped by the line: a value in portions would come out
 * otherwise. */
static bool fits(const sp_program *program)
{
    size_t bytes = 0;

    if (program->syntax == SP_SYNTAX_MARKDOWN) {
        return false;
    }

    for (size_t i = 0; i < program->count; i++) {
        bytes += program->ops[i].len;
    }
    return bytes <= SP_DEFLATE_TEXT_MAX - 1
           && program->count <= SP_DEFLATE_RUNS_MAX;
}

/* ---- all ----------------------------------------------------------------*/

sp_packer *sp_packer_make(apr_pool_t *pool, apr_pool_t *scratch)
{
    sp_packer *packer = apr_palloc(scratch, sizeof(*packer));

    packer->pool = pool;
    packer->scratch = scratch;
    packer->matcher = sp_deflate_matcher_make(scratch);
    packer->crc = sp_crc_make(pool);
    return packer;
}

/* The last one before that is likely to be the same for the most part. */
static const sp_deflate_page *like(const sp_pack_job *jobs, unsigned i)
{
    unsigned count = jobs[i].page.count;

    while (i-- > 0) {
        if (jobs[i].program && jobs[i].page.count == count) {
            return &jobs[i].page;
        }
    }
    return NULL;
}

/* The tokens of all, chosen for an estimated code: the real one is made from
 * them. */
static void match_all(sp_packer *packer, sp_pack_job *jobs, unsigned count,
                      apr_pool_t *scratch)
{
    sp_deflate_frequencies frequencies = { { 0 }, { 0 } };

    sp_pack_estimate_frequencies(&frequencies, jobs, count);
    sp_deflate_set_costs(packer->matcher,
                         sp_deflate_code_make(&frequencies, scratch));
    for (unsigned i = 0; i < count; i++) {
        if (jobs[i].program) {
            sp_deflate_match(packer->matcher, &jobs[i].page, like(jobs, i),
                             scratch);
        }
    }
}

void sp_packer_add(sp_packer *packer, const sp_program *const *programs,
                   unsigned count, const sp_value *usual, sp_span like,
                   const sp_packed **packed)
{
    sp_deflate_frequencies frequencies = { { 0 }, { 0 } };
    const sp_deflate_code *code;
    apr_pool_t *scratch;
    sp_pack_job *jobs;

    for (unsigned i = 0; i < count; i++) {
        packed[i] = NULL;
    }
    if (apr_pool_create(&scratch, packer->scratch) != APR_SUCCESS) {
        return; /* pages then leave as they are */
    }
    jobs = apr_pcalloc(scratch, count * sizeof(*jobs));
    for (unsigned i = 0; i < count; i++) {
        if (fits(programs[i])) {
            jobs[i].program = programs[i];
            jobs[i].page = page_of(programs[i], usual, scratch);
        }
    }
    match_all(packer, jobs, count, scratch);
    sp_pack_count_frequencies(&frequencies, jobs, count, like);
    code = sp_deflate_code_make(&frequencies, packer->pool);
    sp_pack_encode(packer, code, jobs, count, packed, scratch);
    apr_pool_destroy(scratch);
}
