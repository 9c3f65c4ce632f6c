package io.vedette.launcher.bench;

/** The moments of a failover that are measured, in the order in which they usually come. */
enum Moment {
    DOWN("first +sdown"),
    AGREED("first +odown"),
    ELECTED("+elected-leader"),
    ORDERED("SLAVEOF NO ONE sent"),
    PROMOTED("+promoted-slave"),
    WRITTEN("first accepted write"),
    SWITCHED("first +switch-master"),
    SWITCHED_EVERYWHERE("+switch-master on all"),
    REPOINTED("all replicas repointed"),
    /** Counts from the first reply of the master that came back; all others from the fault and beyond down-after. */
    DEMOTED("returning master demoted *");

    private final String text;

    Moment(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
