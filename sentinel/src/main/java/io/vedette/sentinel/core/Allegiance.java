package io.vedette.sentinel.core;

/**
 * A member's place in a group with a write quorum, as its INFO tells it.
 *
 * @param promised none too if an operator has overridden that
 * @param leads it is the master by the ballot that it has promised
 * @param detached it has promised a ballot and follows nobody in it yet
 * @param fromDisk it confirms what is on its disk, and nothing else; told by who has promised something
 * @param confirming replicas that confirm by its data, as {@code "1 of 2"}; empty: it belongs to no group
 * @param next the same of the next list while the members are being changed, else empty
 */
record Allegiance(Ballot promised, boolean leads, boolean detached, boolean fromDisk, String confirming, String next) {}
