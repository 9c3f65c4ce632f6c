package io.vedette.server;

import java.util.function.Consumer;

/** What the process around the engine is like and can do; brought by the shell. */
public interface Surroundings {
    long pid();

    /** Kernel name, release and machine, as {@code uname} words it. */
    String system();

    String executable();

    /** Absolute path of the configuration file, empty if there is none. */
    String configFile();

    int port();

    /** {@code epoll} and the like. */
    String multiplexing();

    /** {@code systemd}, or {@code no}: who was told that the server is ready. */
    String supervisor();

    long uptimeSeconds();

    /** The fields of the CPU section. */
    String cpuFields();

    /** Bytes of the heap that are set aside. */
    long heapBytes();

    /** Bytes resident, as the kernel counts them. */
    long residentBytes();

    long systemMemoryBytes();

    /** Version of Vedette. */
    String version();

    /** Listens where the settings say now; {@code onLoop} gets an empty text, or what went wrong, and then nothing has changed. */
    void moveListeners(Consumer<String> onLoop);

    /**
     * Rewrites the configuration file; {@code onLoop} gets an empty text, or what went wrong.
     *
     * @param everything also what is as it would be without a line
     */
    void rewriteConfig(boolean everything, Consumer<String> onLoop);
}
