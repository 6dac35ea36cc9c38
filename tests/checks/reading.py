# SPDX-License-Identifier: Apache-2.0
"""How hard the English texts are to read: the Flesch-Kincaid grade
(0.39 words/sentences + 11.8 syllables/words - 15.59, Kincaid et al. 1975).

    reading.py TEXTS.DEF [--list]    each text over its limit, a line; or all

A text for visitors is a page, as texts.def has it, with all its advice; and each
sentence of it by itself.  Owner's notes are for people who know the words.
"""

import re
import sys

PAGE_MAX = 6.0     # what a visitor reads
TEXT_MAX = 6.0     # each text of it
OWNER_MAX = 10.0
WORDS_MAX = 20     # in a sentence

# Words that everybody who uses a browser knows, however long they are, and what
# is copied rather than read: one syllable each.
KNOWN = set("""
    address addresses application certificate connection information network reference security VPN https
""".lower().split())

# Where the rule below is wrong.
SYLLABLES = {
    "being": 2, "create": 2, "created": 3, "idea": 3, "reload": 2, "reloading": 3, "science": 2,
    "somewhere": 2, "something": 2, "sometimes": 2, "someone": 2, "somebody": 3, "used": 1, "named": 1,
    "changed": 1, "closed": 1, "area": 3,
    "moved": 1, "removed": 2, "another": 3, "people": 2, "usually": 4,
}


def syllables(word):
    word = word.lower().strip("’'")
    if word in KNOWN:
        return 1
    if word in SYLLABLES:
        return SYLLABLES[word]
    if not re.search("[a-z]", word):
        return 1
    stem = re.sub("(?:[^laeiouy]es|[^aeioutd]ed|[^aeiouy]e)$", "", word) if len(word) > 3 else word
    stem = stem if re.search("[aeiouy]", stem) else word
    if re.search("[^aeiouy]le$", word):
        stem = word
    return max(1, len(re.findall("[aeiouy]+", stem)))


def sentences(text):
    return [one for one in re.split(r"(?<=[.:;?])\s+", text) if one]


def words(text):
    return re.findall(r"[^\s–,.:;()“”]+(?:[.][^\s–,.:;()“”]+)*", text)


def grade(text):
    every = words(text)
    return (0.39 * len(every) / len(sentences(text))
            + 11.8 * sum(map(syllables, every)) / len(every) - 15.59)


def read(path):
    """Key -> text; what USE takes from elsewhere is followed."""
    rows = open(path, encoding="utf-8").read()
    rows = re.sub(r"/\*.*?\*/", "", rows, flags=re.S)
    texts, uses = {}, {}
    for kind, key, rest in re.findall(r'^(MSG|USE|PLURAL)\("([^"]+)",\s*((?:"(?:[^"\\]|\\.)*"[,\s]*)+)\)', rows,
                                      flags=re.M):
        parts = re.findall(r'"([^"]*)"', rest)
        if kind == "USE":
            uses[key] = parts[0]
        elif kind == "MSG":
            texts[key] = "".join(parts)
    for key, other in uses.items():
        texts[key] = texts[other]
    return texts


def full_stop(text):
    return text if text[-1] in ".:?" else text + "."


def pages(texts):
    for code in sorted({key.split("/")[0] for key in texts if key[0].isdigit()}):
        fields = ["title", "what", "lasts", "do/1", "do/2", "do/3", "do/4"]
        found = [full_stop(texts[f"{code}/{f}"]) for f in fields if f"{code}/{f}" in texts]
        if len(found) > 1:
            yield f"{code}/*", " ".join(found), PAGE_MAX


def single(texts):
    for key, text in texts.items():
        owner = key.endswith("/owner") and key[0].isdigit()
        # of fewer words the figure is that of one of them
        if len(words(text)) >= 8:
            yield key, full_stop(text), OWNER_MAX if owner else TEXT_MAX


def main():
    texts = read(sys.argv[1])
    found = 0
    for key, text, most in [*pages(texts), *single(texts)]:
        is_hard = round(grade(text), 1) > most
        is_long = most < OWNER_MAX and max(len(words(one)) for one in sentences(text)) > WORDS_MAX
        if is_hard or is_long or "--list" in sys.argv:
            print(f"{grade(text):5.1f}  {key}: {text}")
        found += 1
    if found < 300:
        print(f"only {found} texts were found")


if __name__ == "__main__":
    main()
