package io.vedette.launcher.cli;

import io.vedette.resp.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Replies as redis-cli prints them: {@link #pretty} for a terminal, {@link #raw} for a pipe. Bytes and not text come out,
 * since a value may be anything.
 */
final class ReplyText {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ReplyText() {}

    /** Types shown, texts quoted, aggregates numbered and indented; ends with a line feed. */
    static byte[] pretty(Reply reply) {
        ReplyText text = new ReplyText();
        text.addPretty(reply, "");
        return text.out.toByteArray();
    }

    /** Values only, one a line, nothing quoted; no line feed at the end. */
    static byte[] raw(Reply reply) {
        ReplyText text = new ReplyText();
        text.addRaw(reply);
        return text.out.toByteArray();
    }

    private void addPretty(Reply reply, String indent) {
        switch (reply) {
            case Reply.Simple(String line) -> add(line + "\n");
            case Reply.Failure(String line) -> add("(error) " + line + "\n");
            case Reply.Int(long value) -> add("(integer) " + value + "\n");
            case Reply.Bulk(byte[] bytes) -> {
                addQuoted(bytes);
                add("\n");
            }
            case Reply.Null() -> add("(nil)\n");
            case Reply.DoubleReply d -> add("(double) " + d.text() + "\n");
            case Reply.Bool(boolean value) -> add(value ? "(true)\n" : "(false)\n");
            case Reply.BigNumber n -> add("(big number) " + n.text() + "\n");
            case Reply.Verbatim v -> add(v.text() + "\n");
            case Reply.Array(List<Reply> items) -> addItems(items, ')', "(empty array)\n", indent);
            case Reply.Push(List<Reply> items) -> addItems(items, ')', "(empty push)\n", indent);
            case Reply.SetReply(List<Reply> items) -> addItems(items, '~', "(empty set)\n", indent);
            case Reply.MapReply(List<Reply.Pair> pairs) -> addPairs(pairs, indent);
        }
    }

    private void addItems(List<Reply> items, char mark, String empty, String indent) {
        if (items.isEmpty()) {
            add(empty);
            return;
        }
        int width = String.valueOf(items.size()).length();
        for (int i = 0; i < items.size(); i++) {
            add((i == 0 ? "" : indent) + number(i + 1, width) + mark + " ");
            addPretty(items.get(i), indent + " ".repeat(width + 2));
        }
    }

    private void addPairs(List<Reply.Pair> pairs, String indent) {
        if (pairs.isEmpty()) {
            add("(empty hash)\n");
            return;
        }
        int width = String.valueOf(pairs.size()).length();
        String inner = indent + " ".repeat(width + 2);
        for (int i = 0; i < pairs.size(); i++) {
            add((i == 0 ? "" : indent) + number(i + 1, width) + "# ");
            byte[] key = pretty(pairs.get(i).key());
            out.write(key, 0, key.length - 1); // without its line feed
            add(" => ");
            ReplyText value = new ReplyText();
            value.addPretty(pairs.get(i).value(), inner);
            if (value.isSeveralLines()) {
                add("\n" + inner);
            }
            out.writeBytes(value.out.toByteArray());
        }
    }

    private boolean isSeveralLines() {
        return out.toString(StandardCharsets.ISO_8859_1).indexOf('\n') < out.size() - 1;
    }

    private static String number(int number, int width) {
        String digits = String.valueOf(number);
        return " ".repeat(width - digits.length()) + digits;
    }

    private void addRaw(Reply reply) {
        switch (reply) {
            case Reply.Simple(String line) -> add(line);
            case Reply.Failure(String line) -> add(line + "\n");
            case Reply.Int(long value) -> add(Long.toString(value));
            case Reply.Bulk(byte[] bytes) -> out.writeBytes(bytes);
            case Reply.Null() -> {}
            case Reply.DoubleReply d -> add(d.text());
            case Reply.Bool(boolean value) -> add(value ? "(true)" : "(false)");
            case Reply.BigNumber n -> add(n.text());
            case Reply.Verbatim v -> add(v.text());
            case Reply.Array(List<Reply> items) -> addRawItems(items);
            case Reply.Push(List<Reply> items) -> addRawItems(items);
            case Reply.SetReply(List<Reply> items) -> addRawItems(items);
            case Reply.MapReply(List<Reply.Pair> pairs) -> {
                for (int i = 0; i < pairs.size(); i++) {
                    add(i == 0 ? "" : "\n");
                    addRaw(pairs.get(i).key());
                    add(" ");
                    addRaw(pairs.get(i).value());
                }
            }
        }
    }

    private void addRawItems(List<Reply> items) {
        for (int i = 0; i < items.size(); i++) {
            add(i == 0 ? "" : "\n");
            addRaw(items.get(i));
        }
    }

    private void addQuoted(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            switch (b) {
                case '\\', '"' -> text.append('\\').append((char) b);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 7 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                default -> {
                    if (b >= 0x20 && b < 0x7f) {
                        text.append((char) b);
                    } else {
                        text.append(String.format("\\x%02x", b & 0xff));
                    }
                }
            }
        }
        add(text.append('"').toString());
    }

    private void add(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
