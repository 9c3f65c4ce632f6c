package io.vedette.server;

/** What INFO tells about the process around the engine; brought by the shell. */
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

    long uptimeSeconds();

    /** The fields of the CPU section. */
    String cpuFields();

    /** Bytes of memory in use by data and program: what the heap holds. */
    long usedMemoryBytes();

    /** Bytes resident, as the kernel counts them. */
    long residentBytes();

    long systemMemoryBytes();

    /** Version of Vedette. */
    String version();

    /**
     * Ends the process in good order.
     *
     * @throws io.vedette.resp.RespException if it cannot be done
     */
    void shutdown();

    /** Rewrites the configuration file; {@code onLoop} gets an empty text, or what went wrong. */
    void rewriteConfig(java.util.function.Consumer<String> onLoop);
}
