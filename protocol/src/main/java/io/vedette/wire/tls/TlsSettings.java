package io.vedette.wire.tls;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.util.List;

/** The {@code tls-*} directives: rows of a process's table, with the names, bounds and defaults of Redis 7.0. */
public final class TlsSettings {
    private static final int MAX_PORT = 65535;
    private static final int DEFAULT_CACHE_ENTRIES = 20 * 1024;
    private static final int DEFAULT_CACHE_SECONDS = 300;

    /** Whether clients must show a certificate, the choices of {@code tls-auth-clients}. */
    public enum ClientCertificates {
        NO,
        YES,
        OPTIONAL
    }

    public final Setting<Integer> port;
    public final Setting<Boolean> replication;
    final Setting<ClientCertificates> clientCertificates;
    final Setting<String> certificateFile;
    final Setting<String> keyFile;
    final Setting<String> keyPassword;
    final Setting<String> dialingCertificateFile;
    final Setting<String> dialingKeyFile;
    final Setting<String> dialingKeyPassword;
    final Setting<String> authoritiesFile;
    final Setting<String> authoritiesDirectory;
    final Setting<String> protocols;
    final Setting<String> ciphers;
    final Setting<String> cipherSuites;
    final Setting<String> directory;
    private final List<Setting<?>> live;

    /** @param directory {@code dir}: where relative file names count from */
    public TlsSettings(SettingTable table, Setting<String> directory) {
        this.directory = directory;
        port = table.add(Setting.integer("tls-port", 0, 0, MAX_PORT));
        replication = table.add(Setting.yesNo("tls-replication", false));
        clientCertificates = table.add(Setting.choice("tls-auth-clients", ClientCertificates.YES));
        certificateFile = table.add(Setting.text("tls-cert-file", ""));
        keyFile = table.add(Setting.text("tls-key-file", ""));
        keyPassword = table.add(Setting.text("tls-key-file-pass", ""));
        dialingCertificateFile = table.add(Setting.text("tls-client-cert-file", ""));
        dialingKeyFile = table.add(Setting.text("tls-client-key-file", ""));
        dialingKeyPassword = table.add(Setting.text("tls-client-key-file-pass", ""));
        authoritiesFile = table.add(Setting.text("tls-ca-cert-file", ""));
        authoritiesDirectory = table.add(Setting.text("tls-ca-cert-dir", ""));
        protocols = table.add(Setting.text("tls-protocols", ""));
        ciphers = table.add(Setting.text("tls-ciphers", ""));
        cipherSuites = table.add(Setting.text("tls-ciphersuites", ""));
        table.add(Setting.text("tls-dh-params-file", "")
                .withoutEffect("the JDK's own groups are used for Diffie-Hellman key exchange"));
        table.add(
                Setting.yesNo("tls-prefer-server-ciphers", false)); // the JDK's server always chooses by its own order
        table.add(Setting.yesNo("tls-session-caching", true));
        table.add(Setting.integer("tls-session-cache-size", DEFAULT_CACHE_ENTRIES, 0, Integer.MAX_VALUE));
        table.add(Setting.integer("tls-session-cache-timeout", DEFAULT_CACHE_SECONDS, 0, Integer.MAX_VALUE));
        live = List.of(
                port,
                replication,
                clientCertificates,
                certificateFile,
                keyFile,
                keyPassword,
                dialingCertificateFile,
                dialingKeyFile,
                dialingKeyPassword,
                authoritiesFile,
                authoritiesDirectory,
                protocols,
                ciphers,
                cipherSuites);
    }

    /** The port that others are told: the one at which they are to dial. */
    public int announced(int plainPort) {
        return replication.get() ? port.get() : plainPort;
    }

    boolean isWanted() {
        return port.get() != 0 || replication.get();
    }

    /** Has each change at run time checked by {@code action}, which may refuse it. */
    void onChange(Setting.Change<Object> action) {
        live.forEach(row -> row.onChange(action::apply));
    }
}
