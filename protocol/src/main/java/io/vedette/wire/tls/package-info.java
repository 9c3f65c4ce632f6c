/**
 * TLS for listeners and dialers: the {@code tls-*} directives, the files behind them, and their renewal while the process runs.
 *
 * <p>The engine is the JDK's, through Vert.x: it is there on every machine, and a native library for each platform would buy
 * speed that a supervisor does not need. OpenSSL's names of ciphers are translated, since the files of Redis speak that way.
 *
 * <p>Certificates end sooner than processes, and whoever renews them replaces files and tells nobody. So the files are looked at
 * each second and read anew when they changed; what does not fit together (a new certificate beside an old key, half a
 * file) is not taken, and looked at again. A signal was refused as the trigger: in containers there is rarely somebody to send it.
 * Connections that stand keep what they were made with.
 *
 * <p>As in Redis, a peer is trusted for its chain up to one of the configured authorities, not for its name: members of a group
 * are known by address, and addresses move.
 *
 * <p>Begin with {@link io.vedette.wire.tls.Tls}. Owner loop; files are read beside it.
 */
package io.vedette.wire.tls;
