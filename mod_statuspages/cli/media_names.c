/* SPDX-License-Identifier: Apache-2.0 */
/* What names a format in Accept, from the module's table. */
#include "cli/media_names.h"

const sp_media_name sp_media_names[] = {
#define MEDIA_TYPE(range, format, how)                                         \
    { range, SP_FORMAT_##format, SP_CLOSE_##how },
#define MEDIA_SUFFIX(suffix, format)                                           \
    { suffix, SP_FORMAT_##format, SP_CLOSE_SUFFIX },
#include "core/media_type.def"
};

const unsigned sp_media_name_count = SP_COUNT(sp_media_names);
