/**
 * Configuration of a server or a sentinel: two syntaxes in, one table of typed settings, one way to write it back. Pure but for
 * files; it knows no setting by name (the tables are filled by the server and by the sentinel).
 *
 * <h2>The way of a value</h2>
 * {@link io.vedette.config.CommandLine} and {@link io.vedette.config.ConfigReader} make
 * {@link io.vedette.config.Directive}s (name, words, origin) of whatever syntax; {@link io.vedette.config.SettingTable#load}
 * reads them into {@link io.vedette.config.Setting} rows, later ones winning. Everything that is wrong, in syntax and in values, is
 * gathered as {@link io.vedette.config.Fault}s with file and line and reported at once: who repairs a file wants the whole
 * list. Redis stops at the first.
 *
 * <h2>A row</h2>
 * One readable line says all about a setting, and CONFIG GET, CONFIG SET and CONFIG REWRITE follow from it:
 * <pre>{@code
 * final Setting<Integer> port = table.add(Setting.integer("port", 6379, 0, 65535).startOnly());
 * final Setting<Boolean> readOnly = table.add(Setting.yesNo("replica-read-only", true).aka("slave-read-only"));
 * final Setting<Long> backlog = table.add(Setting.memory("repl-backlog-size", 1 << 20, 1, Long.MAX_VALUE).onChange(log::resize));
 * }</pre>
 * A row holds its value too. The alternative, an immutable settings record built anew on each change, was refused: two hundred
 * fields by hand, and every reader would have to ask for the newest record, where now it keeps the row it needs.
 *
 * <h2>Classic syntax</h2>
 * As Redis 7.0 reads it. Relative names of included files count from the working directory of the process; {@code dir} does not
 * change that, since a JVM cannot change its directory.
 *
 * <h2>HOCON</h2>
 * Files whose names end in {@code .hocon} or {@code .json}. Keys are the classic names, on the top level:
 * <ul>
 *   <li>a scalar is the one argument of one directive, blanks and all: {@code requirepass = "two words"}; {@code true} and
 *       {@code false} read as {@code yes} and {@code no}; units go through as written: {@code maxmemory = 100mb};
 *   <li>a list of words is one directive with these arguments: {@code bind = [127.0.0.1, "::1"]};
 *   <li>a list in which any element is a list or has a blank is one directive an element, a text being split as a classic line
 *       is: {@code save = ["900 1", "300 10"]}, {@code replicaof = [[10.0.0.1, 6379]]};
 *   <li>an object is a family: its keys are the first arguments, nested as deep as you like, and texts in it are always split:
 *       {@code sentinel { monitor = ["mymaster 127.0.0.1 6379 2"], down-after-milliseconds { mymaster = 5000 } }}.
 * </ul>
 * Directives count in the order of their lines, wherever HOCON's own includes and substitutions took them from.
 *
 * <h2>Writing back</h2>
 * The classic file is rewritten in place, comments and order kept. A HOCON file is its author's and may be generated, templated, full of
 * substitutions: no program can change it and keep its sense. So what differs from it goes to {@code FILE.rewritten} in classic
 * syntax, read right after it, and for each key there only the lines there count. A key that says the same again leaves that file.
 * Either file is replaced whole (temporary file, fsync, rename, fsync of the directory), for a sentinel's votes stand in it.
 */
package io.vedette.config;
