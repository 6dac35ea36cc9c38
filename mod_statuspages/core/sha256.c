/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) and HMAC (RFC 2104). */
#include "core/sha256.h"

#include <stdint.h>

enum { BLOCK = 64, ROUNDS = 64, LENGTH_AT = 56 };

/* FIPS 180-4, 4.2.2 */
static const uint32_t k[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void schedule(uint32_t w[ROUNDS], const unsigned char *block)
{
    for (unsigned i = 0; i < 16; i++, block += 4) {
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16
               | (uint32_t)block[2] << 8 | block[3];
    }
    for (unsigned i = 16; i < ROUNDS; i++) {
        uint32_t a = w[i - 15];
        uint32_t b = w[i - 2];

        w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7]
               + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
}

/* 6.2.2; the eight working variables are v[0] (a) to v[7] (h) */
static void add_block(uint32_t hash[8], const unsigned char *block)
{
    uint32_t w[ROUNDS];
    uint32_t v[8];

    schedule(w, block);
    memcpy(v, hash, sizeof(v));
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t t1 = v[7]
                      + (rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25))
                      + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] + w[i];
        uint32_t t2 = (rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22))
                      + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

        memmove(v + 1, v, 7 * sizeof(*v));
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (unsigned i = 0; i < 8; i++) {
        hash[i] += v[i];
    }
}

/* 5.1.1: a one bit, zeros, and the length in bits */
static void add_last(uint32_t hash[8], sp_span rest, uint64_t bits)
{
    unsigned char block[BLOCK] = { 0 };

    if (rest.len) {
        memcpy(block, rest.ptr, rest.len);
    }
    block[rest.len] = 0x80;
    if (rest.len >= LENGTH_AT) {
        add_block(hash, block);
        memset(block, 0, sizeof(block));
    }
    for (unsigned i = 0; i < 8; i++) {
        block[LENGTH_AT + i] = (unsigned char)(bits >> (56 - 8 * i));
    }
    add_block(hash, block);
}

void sp_sha256(sp_span text, unsigned char digest[SP_SHA256_BYTES])
{
    uint32_t hash[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    sp_span rest = text;

    while (rest.len >= BLOCK) {
        add_block(hash, (const unsigned char *)rest.ptr);
        rest.ptr += BLOCK;
        rest.len -= BLOCK;
    }
    add_last(hash, rest, (uint64_t)text.len * 8);
    for (unsigned i = 0; i < SP_SHA256_BYTES; i++) {
        digest[i] = (unsigned char)(hash[i / 4] >> (24 - 8 * (i % 4)));
    }
}

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789+/";

void sp_sha256_base64(sp_span text, char hash[SP_SHA256_BASE64 + 1])
{
    unsigned char bytes[SP_SHA256_BYTES + 1] = { 0 }; /* a multiple of three */

    sp_sha256(text, bytes);
    for (size_t i = 0; i < SP_SHA256_BASE64; i++) {
        const unsigned char *three = bytes + i / 4 * 3;
        uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8
                        | (uint32_t)three[2];

        hash[i] = digits[bits >> (18 - i % 4 * 6) & 63];
    }
    hash[SP_SHA256_BASE64 - 1] = '=';
    hash[SP_SHA256_BASE64] = '\0';
}

/* RFC 2104, 2: the hash of the padded key and `text`. */
static void hash_keyed(sp_span key, unsigned char pad, sp_span text,
                       unsigned char digest[SP_SHA256_BYTES])
{
    char message[BLOCK + SP_HMAC_TEXT_MAX];
    size_t n = text.len < SP_HMAC_TEXT_MAX ? text.len : SP_HMAC_TEXT_MAX;

    for (size_t i = 0; i < BLOCK; i++) {
        message[i] = (char)((i < key.len ? key.ptr[i] : 0) ^ pad);
    }
    if (n) {
        memcpy(message + BLOCK, text.ptr, n);
    }
    sp_sha256((sp_span){ message, BLOCK + n }, digest);
}

_Static_assert((int)SP_HMAC_KEY_MAX == BLOCK, "a longer key would be hashed");

void sp_hmac_sha256(sp_span key, sp_span text,
                    unsigned char digest[SP_SHA256_BYTES])
{
    hash_keyed(key, 0x36, text, digest);
    hash_keyed(key, 0x5c, (sp_span){ (const char *)digest, SP_SHA256_BYTES },
               digest);
}
