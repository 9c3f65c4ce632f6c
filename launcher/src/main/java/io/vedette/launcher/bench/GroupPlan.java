package io.vedette.launcher.bench;

/**
 * The group that a bench starts, whoever its members are.
 *
 * @param durable with a write quorum and ballots, where servers and sentinels are ours
 */
record GroupPlan(int replicas, int sentinels, long downAfterMillis, boolean durable) {}
