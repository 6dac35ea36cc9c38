/* SPDX-License-Identifier: Apache-2.0 */
/* address.h - is a text the address of a page, as administrators write it? */
#ifndef SP_CORE_ADDRESS_H
#define SP_CORE_ADDRESS_H

#include "core/span.h"

/* It goes into href or src: a path or one of the schemes that open a page or a
 * message, nothing that ends an attribute or a word, nothing unseen. */
bool sp_address_is_valid(const char *text);

/* Is it the address of a picture that a page may load, and from where?  From
 * the site itself, then `*origin` is empty; or from another host, then it is
 * what a Content-Security-Policy calls that: https://cdn.example:8443. */
bool sp_address_origin(const char *text, sp_span *origin);

/* Is this host an IP address, and no name? */
bool sp_host_is_ip_address(const char *host);

#endif
