package io.vedette.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A parsed reply: every type of RESP2 and RESP3. What RESP2 writes as a null bulk or null array is {@link Null}. */
public sealed interface Reply {
    record Simple(String text) implements Reply {}

    /** An error line, without the minus. */
    record Failure(String line) implements Reply {
        @Override
        public String text() {
            return line;
        }
    }

    record Int(long value) implements Reply {
        @Override
        public String text() {
            return Long.toString(value);
        }
    }

    record Bulk(byte[] bytes) implements Reply {
        @Override
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    record Null() implements Reply {
        @Override
        public String text() {
            return "";
        }
    }

    record Array(List<Reply> items) implements Reply {
        @Override
        public String text() {
            return joined(items);
        }
    }

    record MapReply(List<Pair> pairs) implements Reply {
        /** Keys and values in turn, as RESP2 would give them. */
        @Override
        public List<Reply> items() {
            List<Reply> flat = new ArrayList<>();
            for (Pair pair : pairs) {
                flat.add(pair.key());
                flat.add(pair.value());
            }
            return flat;
        }

        @Override
        public String text() {
            return joined(items());
        }
    }

    record SetReply(List<Reply> items) implements Reply {
        @Override
        public String text() {
            return joined(items);
        }
    }

    record DoubleReply(String text) implements Reply {
        public double value() {
            return switch (text) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(text);
            };
        }
    }

    record Bool(boolean value) implements Reply {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }

    record BigNumber(String text) implements Reply {}

    /** Text with its three-letter format, {@code txt} or {@code mkd}. */
    record Verbatim(String format, String text) implements Reply {}

    /** What a server sends of itself: pub/sub messages and the like. */
    record Push(List<Reply> items) implements Reply {
        @Override
        public String text() {
            return joined(items);
        }
    }

    /** One entry of a map. */
    record Pair(Reply key, Reply value) {}

    /** The reply as text: lines and bulks as they are, numbers in decimal, parts of an aggregate with spaces between. */
    String text();

    /** The parts of an aggregate; a scalar has none. */
    default List<Reply> items() {
        return List.of();
    }

    private static String joined(List<Reply> items) {
        return String.join(" ", items.stream().map(Reply::text).toList());
    }
}
