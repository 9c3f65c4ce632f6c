package io.vedette.tests.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Replies as they stand on the wire, brought into one form where the order of elements is free. */
final class RawReply {
    private static final long TIME_TOLERANCE = 2_000;

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

    /** The elements of an array reply, each as it stands on the wire; none of another reply. */
    static List<String> elements(String raw) {
        List<String> elements = new ArrayList<>();
        if (raw.startsWith("*") && !raw.startsWith("*-")) {
            RawReply reply = new RawReply(raw);
            int count = Integer.parseInt(reply.line().substring(1));
            for (int i = 0; i < count; i++) {
                int begin = reply.position;
                reply.next();
                elements.add(raw.substring(begin, reply.position));
            }
        }
        return elements;
    }

    /**
     * The same but for times that are less than {@value #TIME_TOLERANCE} apart, whatever their unit: a number that is all of the
     * reply, follows its name, or stands before the number of deliveries.
     */
    static boolean sameButForTimes(String raw, String other) {
        List<String> lines = raw.lines().toList();
        List<String> others = other.lines().toList();
        return lines.size() == others.size()
                && IntStream.range(0, lines.size())
                        .allMatch(i -> lines.get(i).equals(others.get(i)) || near(lines, others, i));
    }

    private static boolean near(List<String> lines, List<String> others, int at) {
        if (!lines.get(at).startsWith(":") || !others.get(at).startsWith(":")) {
            return false;
        }
        boolean time = lines.size() == 1
                || List.of("idle", "seen-time").contains(lines.get(at - 1))
                || !lines.get(at - 1).startsWith(":")
                        && at + 1 < lines.size()
                        && lines.get(at + 1).startsWith(":");
        long difference = Long.parseLong(lines.get(at).substring(1))
                - Long.parseLong(others.get(at).substring(1));
        return time && Math.abs(difference) < TIME_TOLERANCE;
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
