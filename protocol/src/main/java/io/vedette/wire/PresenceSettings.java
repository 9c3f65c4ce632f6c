package io.vedette.wire;

import io.vedette.config.Setting;
import io.vedette.config.SettingTable;
import java.nio.file.Path;

/** The directives of {@link Presence}: rows of a process's table, with the names, bounds and defaults of Redis 7.0. */
public final class PresenceSettings {
    public final Setting<Supervision> supervised;
    final Setting<String> pidFile;
    final Setting<String> unixSocket;
    final Setting<Integer> unixSocketMode;
    private final Setting<String> directory;

    /** Who is told that the process is ready, the choices of {@code supervised}. */
    public enum Supervision {
        NO,
        UPSTART,
        SYSTEMD,
        AUTO
    }

    /** @param directory {@code dir}: where relative file names count from */
    public PresenceSettings(SettingTable table, Setting<String> directory) {
        this.directory = directory;
        supervised = table.add(Setting.choice("supervised", Supervision.NO).startOnly());
        pidFile = table.add(Setting.text("pidfile", "").startOnly());
        unixSocket = table.add(Setting.text("unixsocket", "").startOnly());
        unixSocketMode = table.add(Setting.octal("unixsocketperm", 0, 0, 0777).startOnly());
    }

    /** Where the unix socket is; empty for none. */
    public String socketPath() {
        return path(unixSocket.get());
    }

    String path(String name) {
        return name.isEmpty() ? "" : Path.of(directory.get()).resolve(name).toString();
    }
}
