package io.vedette.launcher.bench;

import java.util.Optional;

/**
 * The group that a bench starts, whoever its sentinels are.
 *
 * @param serverCommand runs the data servers; none: Vedette's own
 */
record GroupPlan(int replicas, int sentinels, long downAfterMillis, Optional<String> serverCommand) {}
