/**
 * The command line client, for hands and scripts that know redis-cli.
 *
 * <p><b>Problem.</b> Where Vedette runs, redis-cli may not be installed, and health checks, units and the README need
 * something that asks a server or a sentinel one question.
 *
 * <p><b>Choice.</b> The part of redis-cli that people type daily, with its output to the byte: numbered lists for a
 * terminal, bare lines for a pipe, the same texts and exit codes when nothing answers.
 *
 * <p><b>Refused.</b> The rest of redis-cli (cluster administration, latency modes, bulk loading, key scans, hints and
 * history): the real one works against our servers, and is better at it than a copy would be.
 */
package io.vedette.launcher.cli;
