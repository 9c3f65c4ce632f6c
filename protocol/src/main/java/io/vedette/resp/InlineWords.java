package io.vedette.resp;

import java.util.List;

/** Splits a line into words by the quoting rules of Redis' strings ({@code "a\x00\n"}, {@code 'a'}): inline requests, configuration. */
public final class InlineWords {
    private final byte[] line;
    private final int end;
    private int position;
    private final OutputBuffer word = new OutputBuffer();

    private InlineWords(byte[] line, int start, int end) {
        this.line = line;
        this.position = start;
        this.end = end;
    }

    /** Appends the words of the range to {@code words}; false if a quote is not closed, or text follows a closing one. */
    public static boolean split(byte[] line, int start, int end, List<byte[]> words) {
        InlineWords scanner = new InlineWords(line, start, end);
        while (scanner.skipSpace()) {
            if (!scanner.readWord()) {
                return false;
            }
            words.add(scanner.word.toByteArray());
        }
        return true;
    }

    private boolean skipSpace() {
        while (position < end && isSpace(line[position])) {
            position++;
        }
        return position < end;
    }

    private boolean readWord() {
        word.reset();
        while (position < end && !isSpace(line[position])) {
            byte b = line[position++];
            if (b == '"' || b == '\'') {
                if (!readQuoted(b)) {
                    return false;
                }
                return position == end || isSpace(line[position]);
            }
            word.writeByte(b);
        }
        return true;
    }

    private boolean readQuoted(byte quote) {
        while (position < end) {
            byte b = line[position++];
            if (b == quote) {
                return true;
            }
            if (b == '\\' && position < end) {
                if (quote == '"') {
                    readEscape();
                    continue;
                }
                if (line[position] == '\'') {
                    b = line[position++];
                }
            }
            word.writeByte(b);
        }
        return false;
    }

    private void readEscape() {
        byte b = line[position++];
        if (b == 'x' && position + 1 < end && hex(line[position]) >= 0 && hex(line[position + 1]) >= 0) {
            word.writeByte(hex(line[position]) << 4 | hex(line[position + 1]));
            position += 2;
            return;
        }
        word.writeByte(
                switch (b) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'a' -> 7;
                    default -> b;
                });
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= 9 && b <= 13;
    }
}
