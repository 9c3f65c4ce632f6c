package io.vedette.sentinel.core;

/**
 * How far a replica is on its way to a new master. {@code NotYet -> Sent -> InProgress -> Done}; {@code Sent -> Done} also
 * when it does not begin in time, {@code Sent -> NotYet} when the link broke under the command.
 */
sealed interface Repoint {
    record NotYet() implements Repoint {}

    record Sent(long since) implements Repoint {}

    record InProgress(long since) implements Repoint {}

    record Done() implements Repoint {}

    default boolean isUnderWay() {
        return this instanceof Sent || this instanceof InProgress;
    }
}
