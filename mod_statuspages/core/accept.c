/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lists with weights: Accept, Accept-Language (RFC 9110 12.4.2). */
#include "core/accept.h"

static sp_span trim(const char *start, const char *end)
{
    return sp_span_trim((sp_span){ start, (size_t)(end - start) });
}

/* weight = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ); -1: broken */
static int weight_of(sp_span text)
{
    int weight;
    int digit = SP_WEIGHT_MAX / 10;

    if (text.len == 0 || text.len > 5
        || (text.ptr[0] != '0' && text.ptr[0] != '1')
        || (text.len > 1 && text.ptr[1] != '.')) {
        return -1;
    }
    weight = (text.ptr[0] - '0') * SP_WEIGHT_MAX;
    for (size_t i = 2; i < text.len; i++, digit /= 10) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') {
            return -1;
        }
        weight += (text.ptr[i] - '0') * digit;
    }
    return weight <= SP_WEIGHT_MAX ? weight : -1;
}

static bool read_parameters(const char *p, const char *end,
                            sp_accept_element *element)
{
    while (p < end) {
        const char *stop = memchr(p, ';', (size_t)(end - p));
        sp_span one = trim(p, stop ? stop : end);

        if (one.len >= 2 && (one.ptr[0] == 'q' || one.ptr[0] == 'Q')
            && one.ptr[1] == '=') {
            int weight = weight_of((sp_span){ one.ptr + 2, one.len - 2 });

            if (weight < 0) {
                return false;
            }
            element->weight = (uint16_t)weight;
            return true;
        }
        p = stop ? stop + 1 : end;
    }
    return true;
}

/* Letters, digits and * / - + . _ ! # $ & ^ as a set of ASCII. */
static bool is_range_char(char c)
{
    static const uint64_t set[] = { UINT64_C(0x03ffec5a00000000),
                                    UINT64_C(0x07fffffec7fffffe) };
    unsigned char at = (unsigned char)c;

    return at < 128 && (set[at / 64] >> at % 64 & 1) != 0;
}

static bool read_element(const char *p, const char *end,
                         sp_accept_element *element)
{
    const char *parameters = memchr(p, ';', (size_t)(end - p));

    element->range = trim(p, parameters ? parameters : end);
    element->weight = SP_WEIGHT_MAX;
    if (element->range.len == 0) {
        return false;
    }
    for (size_t i = 0; i < element->range.len; i++) {
        if (!is_range_char(element->range.ptr[i])) {
            return false;
        }
    }
    return !parameters || read_parameters(parameters + 1, end, element);
}

sp_accept_walk sp_accept_begin(sp_span header)
{
    size_t n =
        header.len < SP_ACCEPT_BYTES_MAX ? header.len : SP_ACCEPT_BYTES_MAX;

    return (sp_accept_walk){ header.ptr, header.ptr + n, 0 };
}

bool sp_accept_next(sp_accept_walk *walk, sp_accept_element *element)
{
    while (walk->next < walk->end && walk->seen < SP_ACCEPT_ELEMENTS_MAX) {
        const char *start = walk->next;
        const char *stop = memchr(start, ',', (size_t)(walk->end - start));

        if (!stop) {
            stop = walk->end;
        }
        walk->next = stop + 1;
        walk->seen++;
        if (read_element(start, stop, element)) {
            return true;
        }
    }
    return false;
}

static bool is_coding(sp_span range, const char *name)
{
    return range.len == strlen(name)
           && strncasecmp(range.ptr, name, range.len) == 0;
}

bool sp_accept_gzip(sp_span header)
{
    sp_accept_walk walk = sp_accept_begin(header);
    sp_accept_element element;
    int gzip = -1;
    int identity = 0;

    while (gzip < SP_WEIGHT_MAX && sp_accept_next(&walk, &element)) {
        if (is_coding(element.range, "identity")) {
            identity = element.weight;
        }
        else if (gzip < 0
                 && (is_coding(element.range, "gzip")
                     || is_coding(element.range, "x-gzip"))) {
            gzip = element.weight;
        }
    }
    return gzip > 0 && gzip >= identity;
}
