/**
 * What Redis says about its commands: arity, flags, where the keys stand, categories, documentation. Facts only; which of
 * the commands a process really offers, and by what function, is decided in {@code io.vedette.session.CommandTable}.
 *
 * <p>The facts are those of a running Redis 7.0.15 (server and sentinel), fetched by
 * {@code src/main/scripts/generate-command-facts.py} into two resources of lines with tabs: {@code commands.tsv} (short;
 * every process needs it at start) and {@code command-docs.tsv} (read when somebody asks COMMAND DOCS for the first time).
 * Plain lines and not JSON, because a JSON parser costs more at start than all of our own start work. A line is turned
 * into a {@link io.vedette.command.CommandSpec} only when a command of that name is bound. A third resource,
 * {@code command-words.tsv}, is ours and written by hand: what a command is for, what it costs and how it grew, in our
 * words; only the formulas and the versions are facts.
 *
 * <p>Refused: facts as Java code (one huge class whose static initialiser is slow and whose diff nobody reads), facts
 * beside each function (they would be typed by hand, and wrong), and keeping Redis'
 * prose (summaries, histories).
 *
 * <p>Begin with {@link io.vedette.command.CommandFacts}, then {@link io.vedette.command.CommandSpec}: values.
 */
package io.vedette.command;
