package io.vedette.tests.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Replies as they stand on the wire, brought into one form where the order of elements is free. */
final class RawReply {
    private final String raw;
    private int position;

    private RawReply(String raw) {
        this.raw = raw;
    }

    /** The reply itself for {@code exact}; else a form in which free orders are sorted. */
    static String canonical(String raw, String rule) {
        boolean aggregate = !raw.isEmpty() && "*~>%".indexOf(raw.charAt(0)) >= 0;
        if (rule.equals("exact") || !aggregate || raw.startsWith("*-1")) {
            return raw;
        }
        List<Object> top = new RawReply(raw).aggregate();
        if (rule.startsWith("scan") && top.size() == 3) {
            return top.get(1) + " " + sorted(top.get(2), rule.equals("scanpairs"));
        }
        return sorted(top, rule.equals("pairs"));
    }

    private static String sorted(Object value, boolean pairs) {
        if (!(value instanceof List<?> list)) {
            return value.toString();
        }
        List<String> parts = new ArrayList<>();
        boolean nested = list.size() > 1 && list.get(1) instanceof List<?>;
        int step = (pairs || list.getFirst().equals("%")) && !nested ? 2 : 1;
        for (int i = 1; i < list.size(); i += step) {
            parts.add(list.subList(i, Math.min(i + step, list.size())).toString());
        }
        Collections.sort(parts);
        return list.getFirst() + parts.toString();
    }

    private Object next() {
        char type = raw.charAt(position);
        if ("*~>%".indexOf(type) >= 0 && raw.charAt(position + 1) != '-') {
            return aggregate();
        }
        String line = line();
        if ("$=!".indexOf(type) >= 0 && !line.startsWith("$-")) {
            int length = Integer.parseInt(line.substring(1));
            String body = raw.substring(position, position + length);
            position += length + 2;
            return type + body;
        }
        return line;
    }

    private List<Object> aggregate() {
        String line = line();
        int count = Integer.parseInt(line.substring(1)) * (line.charAt(0) == '%' ? 2 : 1);
        List<Object> items = new ArrayList<>();
        items.add(line.substring(0, 1));
        for (int i = 0; i < count; i++) {
            items.add(next());
        }
        return items;
    }

    private String line() {
        int end = raw.indexOf("\r\n", position);
        String line = raw.substring(position, end);
        position = end + 2;
        return line;
    }
}
