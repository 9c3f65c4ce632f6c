package io.vedette.sentinel.config;

/**
 * What holds for the sentinel as a whole: the {@code sentinel ...} directives without a master's name. SENTINEL CONFIG SET
 * changes them. Before the loop runs owned by the main thread, then by the loop.
 */
public final class SentinelOptions {
    private String announceIp = "";
    private int announcePort;
    private boolean announceHostnames;
    private boolean resolveHostnames;
    private boolean denyScriptsReconfig = true;
    private String sentinelUser = "";
    private String sentinelPass = "";

    private SentinelOptions() {}

    /** As nothing was said. */
    public static SentinelOptions defaults() {
        return new SentinelOptions();
    }

    /** The address that hellos carry; empty: the own address of each link. */
    public String announceIp() {
        return announceIp;
    }

    public void announceIp(String value) {
        announceIp = value;
    }

    /** 0: the port that is listened on. */
    public int announcePort() {
        return announcePort;
    }

    public void announcePort(int value) {
        announcePort = value;
    }

    /** Whether names are kept and told as they are; else they are replaced by what they resolve to. */
    public boolean announceHostnames() {
        return announceHostnames;
    }

    public void announceHostnames(boolean value) {
        announceHostnames = value;
    }

    /** Whether host names may stand where addresses do. */
    public boolean resolveHostnames() {
        return resolveHostnames;
    }

    public void resolveHostnames(boolean value) {
        resolveHostnames = value;
    }

    /** Whether SENTINEL SET may not change scripts. */
    public boolean denyScriptsReconfig() {
        return denyScriptsReconfig;
    }

    void denyScriptsReconfig(boolean value) {
        denyScriptsReconfig = value;
    }

    /** Who this sentinel is to other sentinels; empty: nobody in particular. */
    public String sentinelUser() {
        return sentinelUser;
    }

    public void sentinelUser(String value) {
        sentinelUser = value;
    }

    /** Password towards other sentinels; empty: {@code requirepass}, if that is set. */
    public String sentinelPass() {
        return sentinelPass;
    }

    public void sentinelPass(String value) {
        sentinelPass = value;
    }
}
