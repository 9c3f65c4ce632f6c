package io.vedette.sentinel.core;

/**
 * Something that keeps this sentinel from beginning a failover.
 *
 * @param until monotonic time at which it is over by itself; the greatest number where it takes an event
 */
record Obstacle(String text, long until) {
    static Obstacle that(String text) {
        return new Obstacle(text, Long.MAX_VALUE);
    }
}
