package io.vedette.resp;

import java.nio.charset.StandardCharsets;

/**
 * Redis' patterns, on bytes: {@code *}, {@code ?}, {@code [abc]}, {@code [a-z]}, {@code [^a]}, backslash for the literal
 * next byte. Quirks kept: a class that is not closed ends with the pattern, a backslash at the end stands for itself, a range may be given
 * backwards. A star never costs more than the product of both lengths, whatever the pattern.
 */
public final class Glob {
    private final byte[] pattern;
    private final byte[] text;
    private final boolean anyCase;
    /** Position behind the last element that matched one byte. */
    private int next;

    private Glob(byte[] pattern, byte[] text, boolean anyCase) {
        this.pattern = pattern;
        this.text = text;
        this.anyCase = anyCase;
    }

    public static boolean matches(byte[] pattern, byte[] text) {
        return new Glob(pattern, text, false).run();
    }

    /** ASCII letters match in any case. */
    public static boolean matchesAnyCase(String pattern, String text) {
        return new Glob(pattern.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8), true).run();
    }

    /** True if the text may match more than itself. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /** True if the pattern matches every text. */
    public static boolean isAll(byte[] pattern) {
        return pattern.length == 1 && pattern[0] == '*';
    }

    private boolean run() {
        int p = 0;
        int t = 0;
        // Where to go on when a later part fails: behind the last star, with the star taking one byte more. Earlier
        // stars
        // need no second look: what they could take, the last one can take as well.
        int afterStar = -1;
        int starTook = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                afterStar = ++p;
                starTook = t;
            } else if (p < pattern.length && matchesOne(p, text[t])) {
                p = next;
                t++;
            } else if (afterStar >= 0) {
                p = afterStar;
                t = ++starTook;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    private boolean matchesOne(int p, byte b) {
        switch (pattern[p]) {
            case '?':
                next = p + 1;
                return true;
            case '[':
                return matchesClass(p + 1, b);
            case '\\':
                int literal = p + 1 < pattern.length ? p + 1 : p;
                next = literal + 1;
                return fold(pattern[literal]) == fold(b);
            default:
                next = p + 1;
                return fold(pattern[p]) == fold(b);
        }
    }

    private boolean matchesClass(int first, byte b) {
        int p = first;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        int wanted = fold(b);
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                found |= fold(pattern[p + 1]) == wanted;
                p += 2;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = fold(pattern[p]);
                int high = fold(pattern[p + 2]);
                found |= wanted >= Math.min(low, high) && wanted <= Math.max(low, high);
                p += 3;
            } else {
                found |= fold(pattern[p]) == wanted;
                p++;
            }
        }
        next = Math.min(p + 1, pattern.length);
        return found != negated;
    }

    private int fold(byte b) {
        return anyCase ? Ascii.toLower(b) : b & 0xff;
    }
}
