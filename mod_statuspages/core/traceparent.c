/* SPDX-License-Identifier: Apache-2.0 */
/* Validates a traceparent (W3C Trace Context, 3.2.2). */
#include "core/traceparent.h"

enum { VERSION = 0, TRACE = 3, PARENT = 36, FLAGS = 53, LENGTH = 55 };

typedef struct part {
    unsigned at;
    unsigned digits;
    bool not_zero;
} part;

static const part parts_of[] = { { VERSION, 2, false },
                                 { TRACE, 32, true },
                                 { PARENT, 16, true },
                                 { FLAGS, 2, false } };

/* Lower case only (3.2.2). */
static bool is_hexadecimal(char c)
{
    return sp_is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_valid_part(const char *value, const part *one)
{
    bool zero = true;

    for (unsigned i = one->at; i < one->at + one->digits; i++) {
        if (!is_hexadecimal(value[i])) {
            return false;
        }
        zero &= value[i] == '0';
    }
    return !(zero && one->not_zero)
           && (one->at == VERSION || value[one->at - 1] == '-');
}

/* ff is no version; 00 has nothing behind the flags, and any other only what a
 * hyphen begins (3.2.2.1, 4.3). */
static bool is_valid_version(sp_span value)
{
    return strncmp(value.ptr, "ff", 2) != 0
           && (value.len == LENGTH
               || (strncmp(value.ptr, "00", 2) != 0
                   && value.ptr[LENGTH] == '-'));
}

bool sp_traceparent_read(sp_traceparent *parts, sp_span value)
{
    if (value.len < LENGTH || !is_valid_version(value)) {
        return false;
    }
    for (size_t i = 0; i < SP_COUNT(parts_of); i++) {
        if (!is_valid_part(value.ptr, &parts_of[i])) {
            return false;
        }
    }
    parts->trace_id = (sp_span){ value.ptr + TRACE, PARENT - TRACE - 1 };
    parts->rest = (sp_span){ value.ptr + TRACE - 1, LENGTH - TRACE + 1 };
    return true;
}
