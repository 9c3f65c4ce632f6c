package io.vedette.sentinel.core;

import java.util.StringJoiner;

/**
 * Short forms of INFO in scenarios: {@code master :6380 :6381} with the replicas of a master, {@code slave :6379 offset=5
 * priority=1 linkdown=3}, both with {@code run=x} where the run id matters; anything else is the text itself, lines divided
 * by {@code |}.
 */
final class InfoWords {
    private InfoWords() {}

    static String text(Address speaker, String words) {
        String[] parts = words.split(" +");
        return switch (parts[0]) {
            case "master" -> master(speaker, parts);
            case "slave" -> replica(speaker, parts);
            default -> words.replace("|", "\r\n");
        };
    }

    private static String master(Address speaker, String[] parts) {
        StringJoiner lines = lines("master").add("master_repl_offset:100");
        String runId = usualRunId(speaker);
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith("run=")) {
                runId = runId(parts[i]);
            } else {
                Address replica = Script.address(parts[i]);
                lines.add("slave%d:ip=%s,port=%d,state=online,offset=1,lag=0"
                        .formatted(i - 1, replica.host(), replica.port()));
            }
        }
        return lines.add("run_id:" + runId).toString();
    }

    private static String replica(Address speaker, String[] parts) {
        Address master = Script.address(parts[1]);
        StringJoiner lines = lines("slave").add("master_host:" + master.host()).add("master_port:" + master.port());
        String runId = usualRunId(speaker);
        String offset = "100";
        String priority = "100";
        String link = "master_link_status:up";
        for (int i = 2; i < parts.length; i++) {
            String value = parts[i].substring(parts[i].indexOf('=') + 1);
            switch (parts[i].substring(0, parts[i].indexOf('='))) {
                case "offset" -> offset = value;
                case "priority" -> priority = value;
                case "linkdown" -> link = "master_link_status:down\r\nmaster_link_down_since_seconds:" + value;
                case "run" -> runId = runId(parts[i]);
                default -> throw new IllegalArgumentException(parts[i]);
            }
        }
        return lines.add(link)
                .add("slave_repl_offset:" + offset)
                .add("slave_priority:" + priority)
                .add("run_id:" + runId)
                .toString();
    }

    private static StringJoiner lines(String role) {
        return new StringJoiner("\r\n", "", "\r\n").add("role:" + role);
    }

    private static String usualRunId(Address speaker) {
        return Integer.toString(speaker.port()).repeat(10);
    }

    private static String runId(String option) {
        return option.substring("run=".length()).repeat(40);
    }
}
