/**
 * What the data commands do: one class for each group of Redis, each binding its functions to the command table.
 *
 * <p><b>Problem.</b> A command is three things at once: a check of its words with exactly Redis' errors, an effect on the
 * keyspace, and what a replica must be told so that it ends up with the same data. The third differs from the first when
 * the words depend on the moment (EX 10) or on the machine (INCRBYFLOAT).
 *
 * <p><b>Choice.</b> The function does all three in a few lines and knows nothing else: words and answer come with the
 * {@code Call}, effects go through a {@code Database}, which counts changes and deletes what has expired, and whoever
 * needs other words in the log says so to {@code Propagation}. By default the client's own words go there if something
 * changed. MULTI, replicas' refusals, statistics and loading are decided before a function runs.
 *
 * <p>Options are read in full before anything is changed, so an error never leaves half an effect.
 *
 * <p><b>Refused.</b> An object per command with a parsed form: the words are the parsed form, and most commands are
 * shorter than such a class would be.
 *
 * <p>Begin with {@code StringCommands}; {@link io.vedette.server.commands.DataCommands} names all groups. Owner loop only; no state beside the keyspace.
 */
package io.vedette.server.commands;
