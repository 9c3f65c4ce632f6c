package io.vedette.server.commands;

import io.vedette.resp.HeapMeter;
import java.util.ArrayList;
import java.util.List;

/**
 * Any number of words that a command gathers before it answers. They lie on the heap, so there is asked whether it has room:
 * {@link #add} may end the command.
 */
final class GatheredWords {
    private final List<byte[]> words = new ArrayList<>(1);
    private final HeapMeter meter = new HeapMeter();

    /** @throws OutOfMemoryError the heap has no room for more */
    boolean add(byte[] word) {
        meter.takeWord(word);
        return words.add(word);
    }

    /** Those that there are; more may be asked of the same room. */
    List<byte[]> words() {
        return words;
    }

    HeapMeter meter() {
        return meter;
    }
}
