package io.vedette.server.net;

import io.vedette.server.Surroundings;
import io.vedette.server.config.ServerSettings;
import java.util.function.Consumer;

/** What is true of the process, but for its configuration file, which a rehearsal must not touch. */
record RehearsedSurroundings(Surroundings outside, ServerSettings settings) implements Surroundings {
    @Override
    public long pid() {
        return outside.pid();
    }

    @Override
    public String system() {
        return outside.system();
    }

    @Override
    public String executable() {
        return outside.executable();
    }

    @Override
    public String configFile() {
        return "rehearsed";
    }

    @Override
    public int port() {
        return outside.port();
    }

    @Override
    public String multiplexing() {
        return outside.multiplexing();
    }

    @Override
    public String supervisor() {
        return outside.supervisor();
    }

    @Override
    public long uptimeSeconds() {
        return outside.uptimeSeconds();
    }

    @Override
    public String cpuFields() {
        return outside.cpuFields();
    }

    @Override
    public long heapBytes() {
        return outside.heapBytes();
    }

    @Override
    public long residentBytes() {
        return outside.residentBytes();
    }

    @Override
    public long systemMemoryBytes() {
        return outside.systemMemoryBytes();
    }

    @Override
    public String version() {
        return outside.version();
    }

    @Override
    public void moveListeners(Consumer<String> onLoop) {
        onLoop.accept("");
    }

    @Override
    public void rewriteConfig(boolean everything, Consumer<String> onLoop) {
        settings.table().rewriteEntries();
        onLoop.accept("");
    }
}
