package io.vedette.server.commands;

/**
 * A pattern over bytes by the rules of Redis: {@code *}, {@code ?}, {@code [abc]}, {@code [a-c]}, {@code [^a]}, and a
 * backslash before a byte that stands for itself.
 *
 * <p>A star is tried from the shortest stretch on, and only the last star that was met is ever tried again: what an
 * earlier one could take instead, the later one can too. So matching is at worst pattern times text, never exponential.
 */
final class Glob {
    private final byte[] pattern;
    private final boolean everything;

    Glob(byte[] pattern) {
        this.pattern = pattern;
        this.everything = pattern.length == 1 && pattern[0] == '*';
    }

    boolean matches(byte[] text) {
        if (everything) {
            return true;
        }
        int p = 0;
        int t = 0;
        int starAt = -1;
        int starText = 0;
        while (t < text.length || p < pattern.length) {
            if (p < pattern.length && pattern[p] == '*') {
                starAt = p;
                starText = t;
                p++;
                continue;
            }
            if (p < pattern.length && t < text.length && one(p, text[t])) {
                p = behind(p);
                t++;
                continue;
            }
            if (starAt < 0 || starText == text.length) {
                return false;
            }
            starText++;
            t = starText;
            p = starAt + 1;
        }
        return true;
    }

    /** Whether the part of the pattern at {@code p}, which is no star, takes the byte. */
    private boolean one(int p, byte b) {
        return switch (pattern[p]) {
            case '?' -> true;
            case '[' -> inClass(p, b);
            case '\\' -> pattern[p + 1 < pattern.length ? p + 1 : p] == b;
            default -> pattern[p] == b;
        };
    }

    /** Where the next part begins. */
    private int behind(int p) {
        return switch (pattern[p]) {
            case '[' -> behindClass(p);
            case '\\' -> Math.min(p + 2, pattern.length);
            default -> p + 1;
        };
    }

    private boolean inClass(int open, byte b) {
        int value = b & 0xff;
        int p = open + 1;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                found |= pattern[p + 1] == b;
                p += 2;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int first = pattern[p] & 0xff;
                int last = pattern[p + 2] & 0xff;
                found |= value >= Math.min(first, last) && value <= Math.max(first, last);
                p += 3;
            } else {
                found |= pattern[p] == b;
                p++;
            }
        }
        return found != negated;
    }

    /** Behind the closing bracket; an open class reaches to the end of the pattern. */
    private int behindClass(int open) {
        int p = open + 1;
        if (p < pattern.length && pattern[p] == '^') {
            p++;
        }
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p += 2;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                p += 3;
            } else {
                p++;
            }
        }
        return Math.min(p + 1, pattern.length);
    }
}
