/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the reference of a request from its log id, and reads a typed one. */
#include "core/reference.h"

enum { BITS = 5, TOP = 64 - BITS * SP_REFERENCE_SYMBOLS };

static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

uint64_t sp_reference_number(sp_span log_id)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < log_id.len; i++) {
        hash ^= (unsigned char)log_id.ptr[i];
        hash *= UINT64_C(0x100000001b3);
    }
    hash ^= hash >> 33;
    hash *= UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 33;
    hash *= UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
    return hash >> TOP;
}

/* The index of the character at `i`. */
static unsigned index_of(uint64_t number, unsigned i)
{
    return (number >> BITS * (SP_REFERENCE_SYMBOLS - 1 - i)) & 31;
}

void sp_reference_write(uint64_t number, char out[SP_REFERENCE_LENGTH])
{
    for (unsigned i = 0; i < SP_REFERENCE_SYMBOLS; i++) {
        out[i + (i >= SP_REFERENCE_SYMBOLS / 2)] =
            alphabet[index_of(number, i)];
    }
    out[SP_REFERENCE_SYMBOLS / 2] = '-';
}

bool sp_reference_parse(uint64_t *number, sp_span text)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char *at = strchr(alphabet, text.ptr[i]);

        if (i == SP_REFERENCE_SYMBOLS / 2 && text.ptr[i] == '-') {
            continue;
        }
        if (!at || !*at) {
            return false;
        }
        *number = *number << BITS | (uint64_t)(at - alphabet);
    }
    return text.len == SP_REFERENCE_LENGTH
           && text.ptr[SP_REFERENCE_SYMBOLS / 2] == '-';
}

bool sp_reference_is_id(sp_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!sp_is_alphanumeric(c) && (c == '\0' || !strchr("._~:-", c))) {
            return false;
        }
    }
    return text.len > 0 && text.len <= SP_REFERENCE_ID_MAX;
}

/* What the character may stand for; empty if it belongs to no reference. */
static uint32_t symbols_of(char typed)
{
    char c = typed >= 'a' && typed <= 'z' ? (char)(typed - 'a' + 'A') : typed;
    /* what looks alike in many fonts */
    const char *meant = c == '0' || c == 'O'   ? "DQ"
                        : c == '1' || c == 'I' ? "JL7"
                                               : (char[]){ c, '\0' };
    uint32_t symbols = 0;

    for (; *meant; meant++) {
        const char *at = strchr(alphabet, *meant);

        symbols |= at ? UINT32_C(1) << (at - alphabet) : 0;
    }
    return symbols;
}

bool sp_reference_read(sp_reference_pattern *pattern, sp_span text)
{
    unsigned count = 0;

    pattern->guessed = false;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t symbols = symbols_of(text.ptr[i]);

        if (text.ptr[i] == '-' || sp_is_space(text.ptr[i])) {
            continue;
        }
        if (!symbols || count == SP_REFERENCE_SYMBOLS) {
            return false;
        }
        pattern->guessed |= (symbols & (symbols - 1)) != 0;
        pattern->symbols[count++] = symbols;
    }
    return count == SP_REFERENCE_SYMBOLS;
}

bool sp_reference_matches(const sp_reference_pattern *pattern, uint64_t number)
{
    for (unsigned i = 0; i < SP_REFERENCE_SYMBOLS; i++) {
        if (!(pattern->symbols[i] >> index_of(number, i) & 1)) {
            return false;
        }
    }
    return true;
}
