/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a packed program with a request's values as one gzip member. */
#include "core/template_pack_internal.h"
#include "core/template_walk.h"

#include "core/escape.h"

#include <string.h>

/* A value that is on the page. */
typedef struct known_value {
    const sp_value *value;
    uint32_t position;
} known_value;

enum {
    KNOWN_MAX = 8,
    MARGIN = 4 * SP_BITS_SLACK /* for what has_room() does not count */
};

typedef struct writer {
    const sp_packed *packed;
    sp_bits bits;
    const unsigned char *limit;
    uint32_t crc;      /* of the page so far */
    uint32_t position; /* in the page */
    unsigned known_count;
    known_value known[KNOWN_MAX];
    uint32_t start[SP_DEFLATE_RUNS_MAX]; /* of each operation's text */
} writer;

/* Is there room for so many bytes, each with a codeword of 15 bits at most? */
static bool has_room(const writer *to, size_t literals)
{
    size_t left = (size_t)(to->limit - to->bits.out);

    return left >= MARGIN && literals <= (left - MARGIN) / 2;
}

/* ---- what comes with the request ------------------------------------------*/

/* These bytes are on the page now. */
static void advance(writer *to, const unsigned char *text, size_t n)
{
    to->crc = sp_crc_add(to->packed->crc, to->crc, text, n);
    to->position += (uint32_t)n;
}

static inline void add_literal(sp_bits *to, sp_codeword word)
{
    sp_bits_add(to, sp_codeword_bits(word), sp_codeword_length(word));
}

/* Three codewords are no more bits than can be added at once. */
static void put_literals(writer *to, const unsigned char *text, size_t n)
{
    const sp_codeword *codewords = to->packed->code->symbols;
    const unsigned char *end = text + n;
    sp_bits bits = to->bits;

    advance(to, text, n);
    for (; end - text >= 3; text += 3) {
        add_literal(&bits, codewords[text[0]]);
        add_literal(&bits, codewords[text[1]]);
        add_literal(&bits, codewords[text[2]]);
        sp_bits_flush(&bits);
    }
    for (; text < end; text++) {
        add_literal(&bits, codewords[*text]);
        sp_bits_flush(&bits);
    }
    to->bits = bits;
}

/* Where this very value is on the page; 0: nowhere yet, or too far away. */
static uint32_t known_at(const writer *to, const sp_value *value)
{
    for (unsigned i = 0; i < to->known_count; i++) {
        if (to->known[i].value == value
            && to->position - to->known[i].position <= SP_DEFLATE_WINDOW) {
            return to->known[i].position;
        }
    }
    return 0;
}

static void put_repeated(writer *to, const unsigned char *text, size_t n,
                         uint32_t from)
{
    sp_deflate_put_length(&to->bits, to->packed->code, (unsigned)n);
    sp_deflate_put_distance(&to->bits, to->packed->code, to->position - from);
    advance(to, text, n);
}

/* A value that stands on the page as it is.  The site's name comes twice.  A
 * value never repeats another one: the length of the answer would tell a client
 * that chooses the one whether it has guessed the other (BREACH). */
static void put_plain(writer *to, const sp_value *value)
{
    enum { REPEATED_MIN = 4 };
    size_t n = value->n;
    uint32_t from;

    if (n < REPEATED_MIN || n > SP_DEFLATE_MATCH_MAX) {
        put_literals(to, value->data, n);
        return;
    }
    from = known_at(to, value);
    if (from) {
        put_repeated(to, value->data, n, from);
        return;
    }
    if (to->known_count < KNOWN_MAX) {
        to->known[to->known_count++] = (known_value){ value, to->position };
    }
    put_literals(to, value->data, n);
}

/* A value that must be escaped, in portions.  Most need not after all. */
static bool put_escaped(writer *to, const sp_value *value)
{
    enum { PORTION = 64 };
    char escaped[PORTION * SP_ESCAPE_GROWTH];
    sp_span text = { value->data, value->n };

    while (text.len) {
        sp_span part = { text.ptr, text.len < PORTION ? text.len : PORTION };
        size_t n =
            sp_template_escape(to->packed->program->syntax, part, escaped);

        if (!has_room(to, n)) {
            return false;
        }
        if (part.len == value->n && n == part.len) {
            put_plain(to, value);
            return true;
        }
        put_literals(to, (const unsigned char *)escaped, n);
        text.ptr += part.len;
        text.len -= part.len;
    }
    return true;
}

static bool put_value(writer *to, const sp_op *op, const sp_value *value)
{
    if (!value->n) {
        return true; /* it may have no address */
    }
    if (!value->plain && op->code != SP_OP_RAW) {
        return put_escaped(to, value);
    }
    if (!has_room(to, value->n)) {
        return false;
    }
    put_plain(to, value);
    return true;
}

/* ---- what was known -------------------------------------------------------*/

/* Another distance than was guessed: its codeword is not among the bits.  False
 * if the text is out of the window by now: the values between are longer than
 * any page is. */
static bool put_other_distance(sp_bits *bits, const sp_deflate_code *code,
                               const sp_piece *it, uint32_t extra)
{
    unsigned symbol = sp_piece_symbol(it);
    unsigned count = it->count - sp_codeword_length(code->distances[symbol]);
    uint32_t distance = extra + sp_deflate_distance_least(symbol);

    if (distance > SP_DEFLATE_WINDOW) {
        return false;
    }
    sp_bits_put(bits, it->bits & (((uint64_t)1 << count) - 1), count);
    sp_deflate_put_distance(bits, code, distance);
    return true;
}

/* More than a piece itself can have. */
static void put_long(sp_bits *bits, const unsigned char *from,
                     const sp_piece *it)
{
    from += sp_piece_where(it);
    if (it->repeats == SP_PIECE_SHARED) {
        from += bits->count * sp_piece_stride(it);
        sp_bits_copy_aligned(bits, from, it->distance);
    }
    else {
        sp_bits_copy_words(bits, from, it->distance);
    }
    sp_bits_put(bits, sp_piece_rest(it), it->count);
}

/* Its bits, and the distances that the values between decide.  False if there
 * is no room, or a distance is too long. */
static bool put_text(writer *to, const sp_op *op)
{
    const sp_packed *packed = to->packed;
    size_t i = (size_t)(op - packed->program->ops);
    const sp_packed_text *text = &packed->texts[packed->text_of[i]];
    const sp_piece *end = packed->pieces + text->first + text->count;
    sp_bits bits = to->bits;

    if ((size_t)(to->limit - bits.out) < text->bytes_max) {
        return false;
    }
    to->start[i] = to->position;
    for (const sp_piece *it = packed->pieces + text->first; it < end; it++) {
        uint32_t extra = 0;

        if (it->repeats < SP_PIECE_SPECIAL) {
            extra =
                to->position - to->start[sp_piece_operation(it)] + it->distance;
            if (extra >> (it->all - it->count)) {
                if (!put_other_distance(&bits, packed->code, it, extra)) {
                    return false;
                }
                continue;
            }
        }
        else if (it->repeats != SP_PIECE_BITS) {
            put_long(&bits, packed->bits, it);
            continue;
        }
        sp_bits_put(&bits, it->bits | (uint64_t)extra << it->count, it->all);
    }
    to->bits = bits;
    to->crc = sp_crc_combine(packed->crc, to->crc, text->crc, op->len);
    to->position += op->len;
    return true;
}

/* ---- all ------------------------------------------------------------------*/

static void put_little_endian(unsigned char *out, uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(number >> (8 * i));
    }
}

/* RFC 1952 2.3.1: the CRC, and the length of what was packed. */
static size_t put_end(writer *to, const char *start)
{
    enum { TRAILER = 8 };
    unsigned char *out;

    sp_deflate_put_codeword(&to->bits,
                            to->packed->code->symbols[SP_DEFLATE_END]);
    out = sp_bits_end(&to->bits);
    put_little_endian(out, to->crc);
    put_little_endian(out + TRAILER / 2, to->position);
    return (size_t)(out + TRAILER - (const unsigned char *)start);
}

size_t sp_packed_write(const sp_packed *packed, const sp_value *values,
                       char *out, size_t capacity)
{
    const sp_op *ops = packed->program->ops;
    const sp_op *end = ops + packed->program->count;
    writer to;
    sp_frames at;

    if (capacity < packed->code->head_bits / 8 + (size_t)MARGIN * 2) {
        return 0;
    }
    to.packed = packed;
    to.bits = (sp_bits){ (unsigned char *)out, 0, 0 };
    sp_bits_copy_aligned(&to.bits, packed->code->head, packed->code->head_bits);
    to.limit = (unsigned char *)out + capacity - MARGIN;
    to.crc = 0;
    to.position = 0;
    to.known_count = 0;
    sp_walk_begin(&at, values);
    for (const sp_op *op = ops; op < end; op = sp_walk_after(&at, ops, op)) {
        if (op->len && !put_text(&to, op)) {
            return 0;
        }
        if (sp_op_has_value(op)
            && !put_value(&to, op, sp_walk_value(&at, op))) {
            return 0;
        }
    }
    return put_end(&to, out);
}
