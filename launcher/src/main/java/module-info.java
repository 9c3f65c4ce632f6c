/** The command line: dispatch to server and sentinel, and the tools around them. The only module that sees all others. */
module io.vedette.launcher {
    requires io.vedette.server;
    requires io.vedette.sentinel;
    requires info.picocli;
    requires java.management;
}
