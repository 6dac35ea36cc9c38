/* SPDX-License-Identifier: Apache-2.0 */
#include "core/address.h"

#include <string.h>
#include <strings.h>

bool sp_address_sound(const char *text)
{
    return (text[0] == '/' || strncasecmp(text, "http://", 7) == 0
            || strncasecmp(text, "https://", 8) == 0
            || strncasecmp(text, "mailto:", 7) == 0)
           && !strpbrk(text, " \t\r\n\"<>\\");
}
