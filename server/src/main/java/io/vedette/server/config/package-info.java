/**
 * The settings of a data server: one row each, and the row is all there is to know: name, old name, type, bounds, default,
 * whether it changes at run time.
 *
 * <p>Shown by CONFIG GET is what is real here. Settings of Redis whose feature does not exist (yet) are accepted in files,
 * so that an operator's file starts this server, and are told in the log at start where they would matter; those that
 * promise safety (persistence, users, encryption) are refused instead, with one line that says what to do.
 *
 * <p>Begin with {@link io.vedette.server.config.ServerSettings}. Filled by the main thread before the loop starts, then the loop's.
 */
package io.vedette.server.config;
