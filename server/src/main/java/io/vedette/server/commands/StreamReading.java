package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.Errors;
import io.vedette.resp.StreamErrors;
import io.vedette.server.stream.StreamId;
import io.vedette.server.values.StreamValue;
import io.vedette.session.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The words of XREAD and XREADGROUP.
 *
 * @param count entries to give of each stream; 0 for all
 * @param deadlineMillis until when the client waits, if it waits
 * @param ids one for each key, as it was written
 */
record StreamReading(
        long count, OptionalLong deadlineMillis, Optional<Group> group, List<byte[]> keys, List<byte[]> ids) {
    private static final byte[] LAST = {'$'};
    private static final byte[] NEW = {'>'};

    /** Who reads. @param noAck nothing stays pending */
    record Group(byte[] name, byte[] consumer, boolean noAck) {}

    /** From where a stream is read. */
    sealed interface From {}

    /** Everything behind an id. */
    record Behind(StreamId id) implements From {}

    /** What the group has not given to anybody. */
    record Undelivered() implements From {}

    /** What the consumer has been given already, behind an id. */
    record History(StreamId id) implements From {}

    /** One stream to read. */
    record Part(byte[] key, From from) {}

    static StreamReading parse(Call call) {
        Argv argv = call.argv();
        boolean byGroup = call.spec().name().equals("xreadgroup");
        long count = 0;
        OptionalLong deadline = OptionalLong.empty();
        Optional<byte[][]> group = Optional.empty();
        boolean noAck = false;
        int streams = 0;
        for (int i = 1; i < argv.size() && streams == 0; i++) {
            int more = argv.size() - i - 1;
            if (argv.is(i, "block") && more > 0) {
                i++;
                deadline = OptionalLong.of(Timeouts.deadlineOfMillis(argv, i, call.nowMillis()));
            } else if (argv.is(i, "count") && more > 0) {
                i++;
                count = Math.max(0, argv.asLong(i));
            } else if (argv.is(i, "streams") && more > 0) {
                streams = i + 1;
            } else if (argv.is(i, "group") && more > 1) {
                requireGroups(byGroup, "GROUP");
                group = Optional.of(new byte[][] {argv.bytes(i + 1), argv.bytes(i + 2)});
                i += 2;
            } else if (argv.is(i, "noack")) {
                requireGroups(byGroup, "NOACK");
                noAck = true;
            } else {
                throw Errors.syntax();
            }
        }
        if (streams > 0 && (argv.size() - streams) % 2 == 1) {
            throw StreamErrors.unbalancedStreams();
        }
        if (streams == 0) {
            throw Errors.syntax();
        }
        if (byGroup && group.isEmpty()) {
            throw StreamErrors.streamGroupMissing();
        }
        boolean withoutAck = noAck;
        int half = (argv.size() - streams) / 2;
        return new StreamReading(
                count,
                deadline,
                group.map(names -> new Group(names[0], names[1], withoutAck)),
                words(argv, streams, half),
                words(argv, streams + half, half));
    }

    private static void requireGroups(boolean byGroup, String option) {
        if (!byGroup) {
            throw StreamErrors.streamOptionOfGroups(option);
        }
    }

    private static List<byte[]> words(Argv argv, int from, int count) {
        List<byte[]> words = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            words.add(argv.bytes(i));
        }
        return words;
    }

    /** From where the stream of that number is read, as it is now. */
    From from(int number, StreamValue stream) {
        byte[] id = ids.get(number);
        if (Arrays.equals(id, LAST)) {
            if (group.isPresent()) {
                throw StreamErrors.streamDollarInGroup();
            }
            return new Behind(stream.lastId());
        }
        if (Arrays.equals(id, NEW)) {
            if (group.isEmpty()) {
                throw StreamErrors.streamNewWithoutGroup();
            }
            return new Undelivered();
        }
        StreamId given = StreamIds.strict(id, 0);
        if (group.isEmpty()) {
            return new Behind(given);
        }
        return given.equals(StreamId.MAX) ? new Undelivered() : new History(given);
    }
}
