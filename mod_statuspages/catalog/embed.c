/* SPDX-License-Identifier: Apache-2.0 */
/* embed - turns the folders of templates named on its command line into
 * constant C tables while the project is built, so that a page exists when
 * every file is out of reach.
 *
 *   embed sp_theme templates/default ... > themes.c
 *
 * makes sp_theme_sources and sp_theme_source_count.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_LENGTH_MAX = 4096 };

static int belongs(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot && entry->d_name[0] != '.'
           && (strcmp(dot, ".html") == 0 || strcmp(dot, ".txt") == 0
               || strcmp(dot, ".md") == 0
               || strcmp(entry->d_name, "theme.conf") == 0);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Bytes as octal escapes where a literal needs them; a new literal a line. */
static void print_file(const char *folder, const char *name)
{
    char path[PATH_LENGTH_MAX];
    FILE *file;
    size_t size = 0;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    printf("    { \"%s/%s\", { \"", base_name(folder), name);
    for (int c = getc(file); c != EOF; c = getc(file), size++) {
        if (c == '\n') {
            fputs("\\n\"\n        \"", stdout);
        }
        else if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '?') {
            printf("\\%03o", (unsigned)c);
        }
        else {
            putchar(c);
        }
    }
    printf("\", %zu } },\n", size);
    fclose(file);
}

static int print_files(const char *folder, int number)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, belongs, alphasort);

    if (count < 0) {
        perror(folder);
        exit(1);
    }
    printf("static const sp_theme_file theme_%d[] = {\n", number);
    for (int i = 0; i < count; i++) {
        print_file(folder, entries[i]->d_name);
        free(entries[i]);
    }
    puts("};\n");
    free(entries);
    return count;
}

int main(int argc, char **argv)
{
    int *counts = calloc((size_t)argc, sizeof(*counts));

    if (argc < 3 || !counts) {
        fputs("usage: embed PREFIX FOLDER...\n", stderr);
        free(counts);
        return 2;
    }
    puts("/* Generated from templates; do not edit. */\n"
         "#include \"core/theme.h\"\n");
    for (int i = 2; i < argc; i++) {
        counts[i] = print_files(argv[i], i);
    }
    printf("const sp_theme_source %s_sources[] = {\n", argv[1]);
    for (int i = 2; i < argc; i++) {
        printf("    { \"%s\", theme_%d, %d },\n", base_name(argv[i]), i,
               counts[i]);
    }
    printf("};\n\nconst unsigned %s_source_count = %d;\n", argv[1], argc - 2);
    free(counts);
    return 0;
}
