package io.vedette.sentinel.core;

/**
 * Names one link of the shell. Links to the same sentinel are shared by all groups.
 *
 * @param group the group whose credentials and renamed commands hold on the link; empty for sentinels
 */
public record LinkId(Kind kind, String group, Address address) {
    /** What is at the other end. */
    public enum Kind {
        /** A data server: a command link and a pub/sub link on the hello channel. */
        DATA,
        /** Another sentinel: a command link. */
        SENTINEL
    }

    /** Looked up several times for each word on a link: what a record makes of itself is slower. */
    @Override
    public int hashCode() {
        return 31 * group.hashCode() + address.hashCode();
    }
}
