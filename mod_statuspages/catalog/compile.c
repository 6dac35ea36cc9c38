/* SPDX-License-Identifier: Apache-2.0 */
/* compile - turns the catalog into constant C tables while the project is
 * built.  It refuses what no later stage could mend, all of it in one go.
 *
 *   compile messages.h   numbers of the texts
 *   compile catalog.c PO the texts of each language; PO is the folder po/
 *   compile pot          statuspages.pot
 *   compile owner.pot    owner/owner.pot
 *   compile coverage PO  how much of each language is translated
 */
#include "catalog/compiler.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static unsigned count;

void complain(const char *file, unsigned line, const char *format, ...)
{
    va_list args;

    count++;
    fprintf(stderr, line ? "%s:%u: " : "%s: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

unsigned mistakes(void)
{
    return count;
}

void *allocate(size_t bytes)
{
    void *found = calloc(1, bytes);

    if (!found) {
        fputs("compile: out of memory\n", stderr);
        exit(1);
    }
    return found;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    const char *po = argc > 2 ? argv[2] : NULL;

    check_english();
    if (strcmp(what, "messages.h") == 0) {
        write_messages();
    }
    else if (strcmp(what, "pot") == 0) {
        write_pot(DOMAIN_PAGES);
    }
    else if (strcmp(what, "owner.pot") == 0) {
        write_pot(DOMAIN_OWNER);
    }
    else if (strcmp(what, "catalog.c") == 0 && po) {
        write_catalog(po);
    }
    else if (strcmp(what, "coverage") == 0 && po) {
        write_coverage(po);
    }
    else {
        fputs("usage: compile messages.h | pot | owner.pot | catalog.c PO | "
              "coverage PO\n",
              stderr);
        return 2;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("compile: cannot write\n", stderr);
        return 1;
    }
    return mistakes() ? 1 : 0;
}
