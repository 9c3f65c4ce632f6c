package io.vedette.config;

import java.io.ByteArrayOutputStream;
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
    private final byte[] line;
    private int at;

    private Words(String line) {
        this.line = line.getBytes(StandardCharsets.UTF_8);
    }

    /** The words of the line; nothing if its quotes are not balanced. */
    public static Optional<List<String>> split(String line) {
        Words words = new Words(line);
        List<String> found = new ArrayList<>();
        while (words.skipBlanks()) {
            Optional<String> word = words.next();
            if (word.isEmpty()) {
                return Optional.empty();
            }
            found.add(word.get());
        }
        return Optional.of(found);
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

    private boolean skipBlanks() {
        while (at < line.length && isBlank(line[at])) {
            at++;
        }
        return at < line.length;
    }

    private Optional<String> next() {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        while (at < line.length && !isBlank(line[at])) {
            byte b = line[at++];
            boolean whole = switch (b) {
                case '"' -> doubleQuoted(word);
                case '\'' -> singleQuoted(word);
                default -> {
                    word.write(b);
                    yield true;
                }
            };
            if (!whole) {
                return Optional.empty();
            }
        }
        return Optional.of(word.toString(StandardCharsets.UTF_8));
    }

    private boolean doubleQuoted(ByteArrayOutputStream word) {
        while (at < line.length) {
            byte b = line[at++];
            if (b == '"') {
                return atWordEnd();
            }
            if (b != '\\' || at == line.length) {
                word.write(b);
            } else if (line[at] == 'x' && at + 2 < line.length && hex(line[at + 1]) >= 0 && hex(line[at + 2]) >= 0) {
                word.write(hex(line[at + 1]) << 4 | hex(line[at + 2]));
                at += 3;
            } else {
                word.write(unescape(line[at++]));
            }
        }
        return false;
    }

    private boolean singleQuoted(ByteArrayOutputStream word) {
        while (at < line.length) {
            byte b = line[at++];
            if (b == '\'') {
                return atWordEnd();
            }
            if (b == '\\' && at < line.length && line[at] == '\'') {
                b = line[at++];
            }
            word.write(b);
        }
        return false;
    }

    private boolean atWordEnd() {
        return at == line.length || isBlank(line[at]);
    }

    private static int unescape(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
