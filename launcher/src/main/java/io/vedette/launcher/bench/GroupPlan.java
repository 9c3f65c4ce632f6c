package io.vedette.launcher.bench;

/** The group that a bench starts, whoever its members are. */
record GroupPlan(int replicas, int sentinels, long downAfterMillis) {}
