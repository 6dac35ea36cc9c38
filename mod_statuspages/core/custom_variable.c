/* SPDX-License-Identifier: Apache-2.0 */
/* Declares the names that StatusPagesSet uses, and adds them to the schema. */
#include "core/custom_variable.h"

#include "core/page_problem.h"
#include "core/variables.h"

#include <apr_strings.h>

/* In XML <i> is an item of a list (RFC 9457 appendix B), and names that begin
 * with xml are kept for XML itself (XML 1.0, 2.3). */
static bool is_xmls(const char *name)
{
    return strcmp(name, "i") == 0 || strncmp(name, "xml", 3) == 0;
}

const char *sp_custom_name_error(const char *name, apr_pool_t *pool)
{
    if (!sp_schema_is_name(name) || strlen(name) > SP_CUSTOM_NAME_MAX) {
        return apr_psprintf(pool,
                            "\"%.60s\" is not a valid name: use lowercase "
                            "letters, digits and _, starting with a letter, "
                            "at most %d characters",
                            name, (int)SP_CUSTOM_NAME_MAX);
    }
    if (sp_schema_has(&sp_variables, name) || sp_problem_has_member(name)
        || is_xmls(name)) {
        return apr_psprintf(pool,
                            "\"%s\" is reserved for pages, problem details or "
                            "XML; choose another name, such as my_%s",
                            name, name);
    }
    return NULL;
}

int sp_custom_find(const sp_custom_names *names, const char *name)
{
    for (unsigned i = 0; i < names->count; i++) {
        if (strcmp(names->list[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

bool sp_custom_declare(sp_custom_names *names, const char *name, bool address)
{
    int i = sp_custom_find(names, name);

    if (i < 0 && names->count == SP_CUSTOM_MAX) {
        return false;
    }
    if (i < 0) {
        i = (int)names->count++;
        names->list[i] = (sp_name){ .name = name,
                                    .kind = SP_KIND_URL,
                                    .slot = (uint16_t)(SP_VAR__COUNT + i) };
    }
    if (!address) {
        names->list[i].kind = SP_KIND_TEXT;
    }
    return true;
}

sp_schema sp_custom_schema(const sp_custom_names *names, apr_pool_t *pool)
{
    sp_schema schema = sp_variables;
    sp_name *list =
        apr_palloc(pool, (schema.count + names->count) * sizeof(*list));

    memcpy(list, schema.names, schema.count * sizeof(*list));
    memcpy(list + schema.count, names->list, names->count * sizeof(*list));
    schema.names = list;
    schema.count = (uint16_t)(schema.count + names->count);
    schema.slots = SP_VAR__COUNT + SP_CUSTOM_MAX;
    return schema;
}
