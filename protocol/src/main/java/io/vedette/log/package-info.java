/**
 * The log: Redis' line format and levels behind SLF4J.
 *
 * <p>People read, cut and alert on Redis' log lines, so the lines must be those: {@code pid:role DD Mon YYYY HH:MM:SS.mmm * text}.
 * Code logs through SLF4J; logback carries it, set up by program. Three things were refused. Logback's XML: finding and reading
 * it costs more start time than all of our own start. Its pattern layout and encoder: they bring some fifty classes for a line
 * that {@code LineFormat} writes in thirty lines. An appender that keeps the file open, or an asynchronous one: Redis opens the file for each
 * line, so moving the file away is all that log rotation has to do, and the last line before a crash is in the file.
 *
 * <p>When the code runs inside somebody else's process (a test that embeds a group) and that process has its own logback
 * configuration, it is left alone.
 */
package io.vedette.log;
