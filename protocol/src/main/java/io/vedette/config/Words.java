package io.vedette.config;

import io.vedette.resp.InlineWords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Redis' quoting of words in a line: blanks separate; {@code "..."} knows {@code \n \r \t \b \a \xHH} and takes the character
 * after any other backslash literally; {@code '...'} knows only {@code \'}. A closing quote must be followed by a blank or the end.
 * Bytes that {@code \xHH} makes are read as UTF-8, as is the file.
 */
public final class Words {
    private Words() {}

    /** The words of the line; nothing if its quotes are not balanced. */
    public static Optional<List<String>> split(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        List<byte[]> words = new ArrayList<>();
        return InlineWords.split(bytes, 0, bytes.length, words)
                ? Optional.of(words.stream()
                        .map(word -> new String(word, StandardCharsets.UTF_8))
                        .toList())
                : Optional.empty();
    }

    /** The word in double quotes, with everything escaped that is not printable ASCII. */
    public static String quote(String word) {
        StringBuilder out = new StringBuilder(word.length() + 2).append('"');
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            switch (b) {
                case '\\', '"' -> out.append('\\').append((char) b);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                default -> {
                    if (b >= 0x20 && b < 0x7f) {
                        out.append((char) b);
                    } else {
                        out.append(String.format("\\x%02x", b & 0xff));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** The word as it is where that reads back as one word, else quoted. */
    public static String quoteWhereNeeded(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; plain && i < word.length(); i++) {
            char c = word.charAt(i);
            plain = c > 0x20 && c < 0x7f && c != '"' && c != '\'' && c != '\\' && (c != '#' || i > 0);
        }
        return plain ? word : quote(word);
    }
}
