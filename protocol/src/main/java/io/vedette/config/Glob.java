package io.vedette.config;

import java.util.Locale;

/** Redis' glob on names of settings, letters in any case: {@code * ? [a-z] [^a]} and the backslash. */
final class Glob {
    private Glob() {}

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    static boolean matches(String pattern, String name) {
        return matches(pattern.toLowerCase(Locale.ROOT), 0, name, 0);
    }

    private static boolean matches(String pattern, int p, String name, int n) {
        while (p < pattern.length()) {
            char c = pattern.charAt(p);
            if (c == '*') {
                for (int rest = n; rest <= name.length(); rest++) {
                    if (matches(pattern, p + 1, name, rest)) {
                        return true;
                    }
                }
                return false;
            }
            if (n == name.length()) {
                return false;
            }
            if (c == '[') {
                int end = pattern.indexOf(']', p + 1);
                end = end < 0 ? pattern.length() : end;
                if (!inClass(pattern.substring(p + 1, end), name.charAt(n))) {
                    return false;
                }
                p = end + 1;
            } else {
                if (c == '\\' && p + 1 < pattern.length()) {
                    c = pattern.charAt(++p);
                } else if (c == '?') {
                    c = name.charAt(n);
                }
                if (c != name.charAt(n)) {
                    return false;
                }
                p++;
            }
            n++;
        }
        return n == name.length();
    }

    private static boolean inClass(String members, char c) {
        boolean negated = members.startsWith("^");
        boolean found = false;
        for (int i = negated ? 1 : 0; i < members.length(); i++) {
            if (i + 2 < members.length() && members.charAt(i + 1) == '-') {
                found |= c >= members.charAt(i) && c <= members.charAt(i + 2);
                i += 2;
            } else {
                found |= c == members.charAt(i);
            }
        }
        return found != negated;
    }
}
