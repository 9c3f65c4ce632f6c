package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a sentinel reads in the INFO of a data server. Lines that make no sense are passed over. */
record InfoReport(
        Optional<String> runId,
        Optional<Role> role,
        List<Address> replicas,
        Optional<Address> master,
        boolean masterLinkUp,
        long masterLinkDownMillis,
        int priority,
        long offset,
        boolean announced) {
    enum Role {
        MASTER,
        REPLICA
    }

    /** Redis' default replica-priority. */
    static final int DEFAULT_PRIORITY = 100;

    static InfoReport parse(String text) {
        Reader reader = new Reader();
        text.lines().forEach(reader::line);
        return reader.report();
    }

    private static final class Reader {
        private Optional<String> runId = Optional.empty();
        private Optional<Role> role = Optional.empty();
        private final List<Address> replicas = new ArrayList<>();
        private String masterHost = "";
        private int masterPort;
        private boolean masterLinkUp;
        private long masterLinkDownMillis;
        private int priority = DEFAULT_PRIORITY;
        private long offset;
        private boolean announced = true;

        private void line(String line) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                return;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "run_id" -> runId = value.length() == 40 ? Optional.of(value) : runId;
                case "role" ->
                    role = switch (value) {
                        case "master" -> Optional.of(Role.MASTER);
                        case "slave" -> Optional.of(Role.REPLICA);
                        default -> role;
                    };
                case "master_host" -> masterHost = value;
                case "master_port" -> masterPort = (int) number(value, masterPort);
                case "master_link_status" -> masterLinkUp = value.equals("up");
                case "master_link_down_since_seconds" -> masterLinkDownMillis = Math.max(0, number(value, 0)) * 1_000;
                case "slave_priority" -> priority = (int) number(value, priority);
                case "slave_repl_offset" -> offset = number(value, offset);
                case "replica_announced" -> announced = !value.equals("0");
                default -> replica(line.substring(0, colon), value);
            }
        }

        /** {@code slave0:ip=127.0.0.1,port=6380,state=online,...}. */
        private void replica(String name, String value) {
            if (!name.startsWith("slave") || name.length() < 6 || !Character.isDigit(name.charAt(5))) {
                return;
            }
            String host = "";
            int port = 0;
            for (String part : value.split(",")) {
                if (part.startsWith("ip=")) {
                    host = part.substring(3);
                } else if (part.startsWith("port=")) {
                    port = (int) number(part.substring(5), 0);
                }
            }
            if (!host.isEmpty() && port > 0 && port < 65_536) {
                replicas.add(new Address(host, port));
            }
        }

        private static long number(String text, long otherwise) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return otherwise;
            }
        }

        private InfoReport report() {
            Optional<Address> master = masterHost.isEmpty() || masterPort <= 0
                    ? Optional.empty()
                    : Optional.of(new Address(masterHost, masterPort));
            return new InfoReport(
                    runId,
                    role,
                    List.copyOf(replicas),
                    master,
                    masterLinkUp,
                    masterLinkDownMillis,
                    priority,
                    offset,
                    announced);
        }
    }
}
