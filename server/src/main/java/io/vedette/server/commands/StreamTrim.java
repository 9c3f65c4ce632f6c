package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.StreamErrors;
import io.vedette.server.stream.IdTable;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.StreamValue;
import io.vedette.server.values.StreamValue.Trim;
import java.util.Optional;

/**
 * The words of XADD and XTRIM that say how a stream is trimmed, and NOMKSTREAM.
 *
 * @param trim nothing if the stream is not to be trimmed
 * @param boundAt position of the length or id that was given
 * @param approximate {@code ~}: whole nodes only
 * @param limit most entries to delete, 0 for any number
 * @param createsStream false with NOMKSTREAM
 * @param next position behind these words: of XADD's id
 */
record StreamTrim(Optional<Trim> trim, int boundAt, boolean approximate, long limit, boolean createsStream, int next) {
    private static final byte[] EXACTLY = {'='};
    private static final long MOST_BY_ITSELF = 1_000_000;
    private static final long LEAST_NODES = 100;
    private static final long WITHOUT_NODE_LIMIT = 10_000;

    /** Words as they are read. */
    private static final class Reading {
        final Argv argv;
        Optional<Trim> trim = Optional.empty();
        int boundAt;
        boolean approximate;
        long limit;
        boolean limited;
        boolean createsStream = true;

        Reading(Argv argv) {
            this.argv = argv;
        }

        /** Reads the option at a position; the position of its last word, or -1 if it is none. */
        int option(int i, boolean isAdd) {
            boolean more = i + 1 < argv.size();
            if (argv.is(i, "maxlen") && more) {
                int at = bound(i);
                long most = argv.asLong(at);
                if (most < 0) {
                    throw StreamErrors.streamMaxlenNegative();
                }
                trim = Optional.of(new Trim.ToLength(most));
                return at;
            }
            if (argv.is(i, "minid") && more) {
                int at = bound(i);
                trim = Optional.of(new Trim.BeforeId(StreamIds.strict(argv.bytes(at), 0)));
                return at;
            }
            if (argv.is(i, "limit") && more) {
                limit = argv.asLong(i + 1);
                if (limit < 0) {
                    throw StreamErrors.streamLimitNegative();
                }
                limited = true;
                return i + 1;
            }
            if (isAdd && argv.is(i, "nomkstream")) {
                createsStream = false;
                return i;
            }
            return -1;
        }

        private int bound(int i) {
            if (trim.isPresent()) {
                throw StreamErrors.streamTrimTwice();
            }
            boolean marked = i + 2 < argv.size() && (argv.is(i + 1, "~") || argv.is(i + 1, "="));
            approximate = marked && argv.is(i + 1, "~");
            boundAt = marked ? i + 2 : i + 1;
            return boundAt;
        }
    }

    /** @param trusted the words come from a master or a file: what they say was checked there, and is exact */
    static StreamTrim ofAdd(Argv argv, long nodeEntries, boolean trusted) {
        Reading reading = new Reading(argv);
        int i = 2;
        while (i < argv.size()) {
            int last = argv.is(i, "*") ? -1 : reading.option(i, true);
            if (last < 0) {
                break;
            }
            i = last + 1;
        }
        if (i < argv.size() && !argv.is(i, "*")) {
            StreamIdChoice.parse(argv.bytes(i)); // a wrong id is told before what is wrong with LIMIT
        }
        return checked(reading, nodeEntries, trusted, i);
    }

    static StreamTrim ofTrim(Argv argv, long nodeEntries, boolean trusted) {
        Reading reading = new Reading(argv);
        for (int i = 2; i < argv.size(); i++) {
            i = reading.option(i, false);
            if (i < 0) {
                throw Errors.syntax();
            }
        }
        if (reading.limit == 0 && reading.trim.isEmpty()) {
            throw StreamErrors.streamTrimMissing();
        }
        return checked(reading, nodeEntries, trusted, argv.size());
    }

    private static StreamTrim checked(Reading reading, long nodeEntries, boolean trusted, int next) {
        if (reading.limit > 0 && reading.trim.isEmpty()) {
            throw StreamErrors.streamLimitWithoutTrim();
        }
        long limit = reading.limit;
        if (trusted) {
            limit = 0;
        } else if (reading.limited) {
            if (!reading.approximate) {
                throw StreamErrors.streamLimitExact();
            }
        } else if (reading.approximate) {
            limit = nodeEntries <= 0 ? WITHOUT_NODE_LIMIT : Math.min(MOST_BY_ITSELF, LEAST_NODES * nodeEntries);
        }
        return new StreamTrim(reading.trim, reading.boundAt, reading.approximate, limit, reading.createsStream, next);
    }

    /** Trims and returns how many entries were deleted. */
    long apply(StreamValue stream) {
        return trim.isEmpty() ? 0 : stream.trim(trim.get(), approximate, limit);
    }

    /** Changes the words so that they say exactly what became of the stream, for those that follow. */
    void makeExact(byte[][] words, StreamValue stream) {
        if (approximate) {
            words[boundAt - 1] = EXACTLY;
            words[boundAt] = switch (trim.orElseThrow()) {
                case Trim.ToLength length -> Store.word(stream.size());
                case Trim.BeforeId before -> Store.word(firstOfAll(stream).toString());
            };
        }
    }

    /** The first entry's id, a tombstone's too, as Redis tells it. */
    private static StreamId firstOfAll(StreamValue stream) {
        IdTable nodes = stream.nodeIndex();
        return nodes.isEmpty() ? StreamId.MAX : nodes.id(nodes.first());
    }
}
