package io.vedette.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much output may wait for a client before it is cut off, by class of client: {@code client-output-buffer-limit}. The
 * defaults are those of Redis 7.0.
 */
public record OutputLimits(Limit normal, Limit replica, Limit pubsub) {
    public static final OutputLimits DEFAULT = new OutputLimits(
            new Limit(0, 0, 0), new Limit(256L << 20, 64L << 20, 60), new Limit(32L << 20, 8L << 20, 60));

    /** The setting's grammar: {@code class hard soft seconds}, once or more often. */
    public static final Kind<OutputLimits> KIND = new Grammar();

    /**
     * The limit of one class.
     *
     * @param hardBytes at once; 0 is no limit
     * @param softBytes when exceeded for {@code softSeconds} on end; 0 is no limit
     */
    public record Limit(long hardBytes, long softBytes, int softSeconds) {}

    /** Watches one client's output; belongs to the client. Times are of any clock that does not go back. */
    public static final class Watch {
        private boolean overSoft;
        private long overSoftSinceMillis;

        /** Of a new client. */
        public Watch() {}

        /** Whether the client must be cut off. To be asked after each write, or now and then. */
        public boolean isExceeded(Limit limit, long pendingBytes, long nowMillis) {
            boolean soft = limit.softBytes > 0 && pendingBytes >= limit.softBytes;
            if (soft && !overSoft) {
                overSoftSinceMillis = nowMillis;
            }
            overSoft = soft;
            return (limit.hardBytes > 0 && pendingBytes >= limit.hardBytes)
                    || (soft && nowMillis - overSoftSinceMillis > limit.softSeconds * 1000L);
        }
    }

    private record Grammar() implements Kind<OutputLimits> {
        @Override
        public OutputLimits parse(List<String> words, OutputLimits base) throws ConfigRefusal {
            if (words.isEmpty() || words.size() % 4 != 0) {
                throw new ConfigRefusal("Wrong number of arguments in buffer limit configuration.");
            }
            OutputLimits limits = base;
            for (int i = 0; i < words.size(); i += 4) {
                Limit limit = limit(words.get(i + 1), words.get(i + 2), words.get(i + 3));
                limits = switch (words.get(i).toLowerCase(Locale.ROOT)) {
                    case "normal" -> new OutputLimits(limit, limits.replica, limits.pubsub);
                    case "slave", "replica" -> new OutputLimits(limits.normal, limit, limits.pubsub);
                    case "pubsub" -> new OutputLimits(limits.normal, limits.replica, limit);
                    default -> throw new ConfigRefusal("Invalid client class specified in buffer limit configuration.");
                };
            }
            return limits;
        }

        private static Limit limit(String hard, String soft, String seconds) throws ConfigRefusal {
            ConfigRefusal refusal =
                    new ConfigRefusal("Error in hard, soft or soft_seconds setting in buffer limit configuration.");
            try {
                long hardBytes = MemorySize.parse(hard).orElseThrow(() -> refusal);
                long softBytes = MemorySize.parse(soft).orElseThrow(() -> refusal);
                int softSeconds = Integer.parseInt(seconds);
                if (softSeconds < 0) {
                    throw refusal;
                }
                return new Limit(hardBytes, softBytes, softSeconds);
            } catch (NumberFormatException e) {
                throw refusal;
            }
        }

        @Override
        public String text(OutputLimits value) {
            return "normal " + numbers(value.normal) + " slave " + numbers(value.replica) + " pubsub "
                    + numbers(value.pubsub);
        }

        private static String numbers(Limit limit) {
            return limit.hardBytes + " " + limit.softBytes + " " + limit.softSeconds;
        }

        @Override
        public List<String> lines(OutputLimits value) {
            List<String> lines = new ArrayList<>();
            line(lines, "normal", value.normal, DEFAULT.normal);
            line(lines, "replica", value.replica, DEFAULT.replica);
            line(lines, "pubsub", value.pubsub, DEFAULT.pubsub);
            return lines;
        }

        private static void line(List<String> lines, String name, Limit limit, Limit usual) {
            if (!limit.equals(usual)) {
                lines.add(name + " " + MemorySize.format(limit.hardBytes) + " " + MemorySize.format(limit.softBytes)
                        + " " + limit.softSeconds);
            }
        }

        @Override
        public boolean severalWords() {
            return true;
        }
    }
}
