package io.vedette.sentinel.core;

import java.util.List;

/**
 * What a sentinel knows, as of one moment: all that SENTINEL queries, INFO and the console read. Immutable.
 *
 * @param tilts how often TILT began
 */
public record SentinelView(
        String myId, long currentEpoch, boolean tilt, long tiltSinceSeconds, long tilts, List<GroupView> groups) {

    /**
     * One group.
     *
     * @param address of the master: what clients get; the promoted replica's as soon as it is one
     * @param status ok, sdown or odown
     * @param quorumReport what SENTINEL CKQUORUM answers; an error line if it begins with NOQUORUM
     */
    public record GroupView(
            MasterSettings settings,
            Address address,
            String status,
            String quorumReport,
            InstanceView master,
            List<InstanceView> replicas,
            List<InstanceView> sentinels) {
        /** The address that clients get. */
        public Address current() {
            return address;
        }
    }

    /**
     * One instance, its fields in Redis' order.
     *
     * @param announced false for a replica that does not want to be listed
     */
    public record InstanceView(String name, Address address, List<Field> fields, boolean announced) {}

    /**
     * The last INFO of an instance.
     *
     * @param text empty if none came
     * @param ageMillis -1 if none came
     */
    public record InfoCopy(String text, long ageMillis) {}

    public record Field(String name, String value) {}
}
