package io.vedette.server.commands;

import io.vedette.resp.Argv;
import io.vedette.resp.HeapMeter;
import io.vedette.server.values.SortedSetValue;
import io.vedette.server.values.Value;
import io.vedette.session.Call;
import io.vedette.session.CommandTable;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** ZRANDMEMBER: a rank drawn is a member drawn. */
final class RandomMembers {
    /** What a rank takes that was drawn; an estimate. */
    private static final int RANK_BYTES = 80;

    private final Store store;

    RandomMembers(Store store) {
        this.store = store;
    }

    void bindTo(CommandTable table) {
        table.bind("zrandmember", this::zrandmember);
    }

    private void zrandmember(Call call) {
        Argv argv = call.argv();
        boolean counted = argv.size() > 2;
        RandomCount wanted = counted ? RandomCount.parse(argv, "withscores") : new RandomCount(1, false);
        Value found = store.database(call).find(argv.bytes(1));
        SortedSetValue value = found.asSortedSet();
        RandomGenerator random = store.keyspace().random();
        if (counted) {
            many(new ScoredReply(call.reply(), wanted.whole()), value, wanted.count(), random);
        } else if (found.exists()) {
            long rank = random.nextLong(value.size());
            value.forEach(rank, rank + 1, false, new ScoredReply(call.reply(), false));
        } else {
            call.reply().nullBulk();
        }
    }

    /** Different members, or, for a negative count, as many as it says with repetition. */
    private static void many(ScoredReply reply, SortedSetValue value, long count, RandomGenerator random) {
        long size = value.size();
        if (count == 0 || size == 0) {
            reply.begin(0);
        } else if (count < 0) {
            reply.begin(-count);
            for (long i = 0; i < -count; i++) {
                long rank = random.nextLong(size);
                value.forEach(rank, rank + 1, false, reply);
            }
        } else if (count >= size) {
            reply.begin(size);
            value.forEach(reply);
        } else {
            reply.begin(count);
            // Floyd's way: each further draw is from one rank more, and that one stands in for one drawn already.
            Set<Long> drawn = new HashSet<>();
            HeapMeter meter = new HeapMeter();
            for (long end = size - count; end < size; end++) {
                meter.take(RANK_BYTES);
                long rank = random.nextLong(end + 1);
                long taken = drawn.add(rank) ? rank : end;
                drawn.add(taken);
                value.forEach(taken, taken + 1, false, reply);
            }
        }
    }
}
