/**
 * Who looks over the shoulder of commands: MONITOR, SLOWLOG, LATENCY.
 *
 * <p><b>Problem.</b> They want to know of every command that ran, with its words and how long it took, and cost next to nothing while
 * nobody asks.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.observing.Observers} hears of each command once, from the dispatcher, and hands on what is
 * wanted; each of the others keeps its own record. Secrets are taken out of the words in one place, {@link
 * io.vedette.server.observing.Redaction}.
 *
 * <p>Begin with {@link io.vedette.server.observing.Observers}. Owner loop only.
 */
package io.vedette.server.observing;
