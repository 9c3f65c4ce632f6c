package io.vedette.server.values;

import io.vedette.resp.HeapMeter;
import io.vedette.resp.HeapRoom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** Elements of which some are drawn by lot. An element is known by its place, a number that is good until the next change. */
interface Drawable {
    /** What a place takes that was drawn; an estimate. */
    int PLACE_BYTES = 80;

    long size();

    /** The place of some element, each as likely as any other. There must be one. */
    int draw(RandomGenerator random);

    void forEachPlace(IntConsumer sink);

    /** Gives {@code count} places, each drawn from all of them. There must be one, unless the count is 0. */
    default void drawRepeatedly(long count, RandomGenerator random, IntConsumer sink) {
        for (long i = 0; i < count; i++) {
            sink.accept(draw(random));
        }
    }

    /** Gives {@code count} different places, or all if there are not so many. */
    default void drawDifferent(long count, RandomGenerator random, IntConsumer sink) {
        if (count >= size()) {
            forEachPlace(sink);
        } else if (count == 1) {
            sink.accept(draw(random));
        } else if (count > size() / 3) {
            shuffle((int) count, random, sink);
        } else {
            Set<Integer> drawn = new HashSet<>();
            HeapMeter meter = new HeapMeter();
            while (drawn.size() < count) {
                int place = draw(random);
                if (drawn.add(place)) {
                    meter.take(PLACE_BYTES);
                    sink.accept(place);
                }
            }
        }
    }

    /** For a large part of the whole, of which single draws would meet the same again and again. */
    private void shuffle(int count, RandomGenerator random, IntConsumer sink) {
        HeapRoom.claim(size() * Integer.BYTES);
        int[] places = new int[(int) size()];
        int[] filled = {0};
        forEachPlace(place -> places[filled[0]++] = place);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i, places.length);
            sink.accept(places[other]);
            places[other] = places[i];
        }
    }
}
