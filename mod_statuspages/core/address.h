/* SPDX-License-Identifier: Apache-2.0 */
/* address.h - is a text the address of a page, as administrators write it? */
#ifndef SP_CORE_ADDRESS_H
#define SP_CORE_ADDRESS_H

#include <stdbool.h>

/* It goes into href or src: a path or one of the schemes that open a page or a
 * message, nothing that ends an attribute or a word. */
bool sp_address_sound(const char *text);

#endif
