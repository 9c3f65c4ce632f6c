package io.vedette.sentinel.core;

/**
 * A point in time, by both clocks.
 *
 * @param monotonicMillis never goes back and knows no calendar: all deadlines are reckoned in it
 * @param wallMillis milliseconds since 1970: only for people and for files
 */
public record Moment(long monotonicMillis, long wallMillis) {
    public Moment plusMillis(long millis) {
        return new Moment(monotonicMillis + millis, wallMillis + millis);
    }
}
