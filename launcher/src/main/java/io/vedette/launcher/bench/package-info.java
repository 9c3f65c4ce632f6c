/**
 * Measurements of sentinels, and of servers, as a user would meet them: real processes, real faults, a clock outside.
 *
 * <p><b>Problem.</b> "Faster" is worth nothing unless anybody can measure it on his own machine, beside what he runs today,
 * and see where the time goes.
 *
 * <p><b>Choice.</b> The bench starts groups exactly as {@code up} does and sees only what any client sees: the sentinels'
 * events, their answers, accepted writes, ROLE. Rounds of our sentinels and of real ones alternate in one run, so that
 * whatever else the machine does falls on both, and the load of the machine is printed beside the figures. By default
 * each round has processes that never saw a failover before: in life a failover is the first one for months, and what
 * a warmed-up process does on its twentieth says little about that.
 *
 * <p><b>Refused.</b> Times from log files: they have the sentinels' own clocks and words. Measuring inside one JVM: it would
 * leave out the start of classes and compilers, which is where a Java process loses most of its time.
 */
package io.vedette.launcher.bench;
