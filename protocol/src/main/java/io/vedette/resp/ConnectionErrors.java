package io.vedette.resp;

/** What is about the connection itself, who is on it and what it may be told: in the words of Redis. */
public final class ConnectionErrors {
    private ConnectionErrors() {}

    public static RespException authWithoutPassword() {
        return new RespException(
                "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
    }

    public static RespException badClientName() {
        return new RespException("ERR Client names cannot contain spaces, newlines or special characters.");
    }

    /** @param attribute {@code lib-name} or {@code lib-ver} */
    public static RespException badLibrary(String attribute) {
        return new RespException("ERR " + attribute + " cannot contain spaces, newlines or special characters.");
    }

    public static RespException cachingNoWithoutOptOut() {
        return new RespException("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
    }

    public static RespException cachingWithoutTracking() {
        return new RespException(
                "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled");
    }

    public static RespException cachingYesWithoutOptIn() {
        return new RespException("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    }

    public static RespException clientIdNotPositive() {
        return new RespException("ERR client-id should be greater than 0");
    }

    public static RespException clientUnblocked() {
        return new RespException("UNBLOCKED client unblocked via CLIENT UNBLOCK");
    }

    public static RespException helloOption(byte[] word) {
        return Quoted.one("ERR Syntax error in HELLO option '", word, "'");
    }

    public static RespException invalidClientId() {
        return new RespException("ERR Invalid client ID");
    }

    public static RespException maxClients() {
        return new RespException("ERR max number of clients reached");
    }

    public static RespException monitorInTransaction() {
        return new RespException("ERR MONITOR isn't allowed for DENY BLOCKING client");
    }

    public static RespException noAuth() {
        return new RespException("NOAUTH Authentication required.");
    }

    public static RespException noAuthHello() {
        return new RespException(
                "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time");
    }

    public static RespException noSuchClient() {
        return new RespException("ERR No such client");
    }

    public static RespException noSuchUser(byte[] word) {
        return Quoted.one("ERR No such user '", word, "'");
    }

    public static RespException onlyInSubscriberMode(String command) {
        return new RespException("ERR Can't execute '" + command
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
    }

    public static RespException passwordWrong() {
        return new RespException("WRONGPASS invalid username-password pair or user is disabled.");
    }

    public static RespException pauseMode() {
        return new RespException("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }

    public static RespException protectedMode() {
        return new RespException(
                "DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface. If you want to connect from external computers to Redis you may adopt one of the following solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the same host the server is running, however MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable the protected mode by editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the server. 3) If you started the server manually just for testing, restart it with the '--protected-mode no' option. 4) Setup a an authentication password for the default user. NOTE: You only need to do one of the above things in order for the server to start accepting connections from the outside.");
    }

    public static RespException protocolVersion() {
        return new RespException("NOPROTO unsupported protocol version");
    }

    public static RespException protocolVersionNotAnInteger() {
        return new RespException("ERR Protocol version is not an integer or out of range");
    }

    public static RespException resetOfLink() {
        return new RespException("ERR can only reset normal client connections");
    }

    public static RespException shardsInTransaction() {
        return new RespException("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
    }

    public static RespException trackingBothChoices() {
        return new RespException("ERR You can't specify both OPTIN mode and OPTOUT mode");
    }

    public static RespException trackingChoiceWithBroadcast() {
        return new RespException("ERR OPTIN and OPTOUT are not compatible with BCAST");
    }

    public static RespException trackingNoSuchRedirect() {
        return new RespException("ERR The client ID you want redirect to does not exist");
    }

    /** @param which {@code an existing}, {@code another provided} */
    public static RespException trackingPrefixOverlaps(byte[] prefix, String which, byte[] other) {
        return Quoted.two(
                "ERR Prefix '",
                prefix,
                "' overlaps with " + which + " prefix '",
                other,
                "'. Prefixes for a single client must not overlap.");
    }

    public static RespException trackingPrefixWithoutBroadcast() {
        return new RespException("ERR PREFIX option requires BCAST mode to be enabled");
    }

    public static RespException trackingSeveralRedirects() {
        return new RespException("ERR A client can only redirect to a single other client");
    }

    public static RespException trackingSwitchesBroadcast() {
        return new RespException(
                "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.");
    }

    public static RespException trackingSwitchesChoice() {
        return new RespException(
                "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.");
    }

    public static RespException unblockReason() {
        return new RespException("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }

    public static RespException unknownClientInfo(byte[] word) {
        return Quoted.one("ERR Unrecognized option '", word, "'");
    }

    public static RespException unknownClientType(byte[] word) {
        return Quoted.one("ERR Unknown client type '", word, "'");
    }
}
