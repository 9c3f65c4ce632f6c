package io.vedette.server.commands;

import java.util.ArrayList;
import java.util.List;

/** Reads replies of the second protocol version in Latin-1, for tests that look at their parts. */
final class ReplyText {
    private final String text;
    private int at;

    private ReplyText(String text) {
        this.text = text;
    }

    /** The leaves in their order: numbers and texts as they are, what is null as "(nil)". */
    static List<String> leaves(String reply) {
        ReplyText reader = new ReplyText(reply);
        List<String> leaves = new ArrayList<>();
        reader.read(leaves);
        return leaves;
    }

    static long number(String reply) {
        return Long.parseLong(leaves(reply).getFirst());
    }

    static String bulk(String reply) {
        return leaves(reply).getFirst();
    }

    private void read(List<String> leaves) {
        int end = text.indexOf("\r\n", at);
        char sort = text.charAt(at);
        String line = text.substring(at + 1, end);
        at = end + 2;
        if ((sort == '*' || sort == '$') && line.equals("-1")) {
            leaves.add("(nil)");
        } else if (sort == '*') {
            for (int i = Integer.parseInt(line); i > 0; i--) {
                read(leaves);
            }
        } else if (sort == '$') {
            int length = Integer.parseInt(line);
            leaves.add(text.substring(at, at + length));
            at += length + 2;
        } else {
            leaves.add(sort == '-' ? "-" + line : line);
        }
    }
}
