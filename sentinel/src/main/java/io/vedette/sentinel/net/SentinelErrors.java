package io.vedette.sentinel.net;

import io.vedette.resp.RespException;

/** The error lines of SENTINEL and its kin, word for word as Redis 7.0 has them, in one place. */
final class SentinelErrors {
    private SentinelErrors() {}

    static RespException configSyntax() {
        return new RespException("ERR Only SENTINEL CONFIG GET <option> / SET <option> <value> are supported.");
    }

    static RespException duplicateConfigArgument(String name) {
        return new RespException("ERR Duplicate argument '" + name + "' to SENTINEL CONFIG SET");
    }

    static RespException flushFailed() {
        return new RespException("ERR Failed to save config file. Check server logs.");
    }

    static RespException invalidConfigArgument(String name) {
        return new RespException("ERR Invalid argument '" + name + "' to SENTINEL CONFIG SET");
    }

    static RespException invalidConfigValue(String name, String value) {
        return new RespException("ERR Invalid value '" + value + "' to SENTINEL CONFIG SET '" + name + "'");
    }

    static RespException invalidDebugArgument(String option, String value) {
        return new RespException("ERR Invalid argument '" + value + "' for SENTINEL DEBUG '" + option + "'");
    }

    static RespException invalidHost() {
        return new RespException("ERR Invalid IP address or hostname specified");
    }

    static RespException invalidPause(String value) {
        return new RespException("ERR Invalid time '" + value + "' for SENTINEL PAUSE");
    }

    /** Ours: Redis takes such a name, and then cannot read its own file. */
    static RespException invalidName() {
        return new RespException("ERR Invalid master name");
    }

    static RespException invalidPort() {
        return new RespException("ERR Invalid port");
    }

    static RespException invalidPortNumber() {
        return new RespException("ERR Invalid port number.");
    }

    static RespException invalidQuorum() {
        return new RespException("ERR Invalid quorum");
    }

    static RespException invalidSetArgument(String option, String value) {
        return new RespException("ERR Invalid argument '" + value + "' for SENTINEL SET '" + option + "'");
    }

    static RespException missingConfigValue(String name) {
        return new RespException("ERR Missing argument '" + name + "' value");
    }

    static RespException noShutdown() {
        return new RespException("ERR No shutdown in progress.");
    }

    static RespException noSuchMaster() {
        return new RespException("ERR No such master with that name");
    }

    static RespException notificationScript() {
        return new RespException("ERR Notification script seems non existing or non executable");
    }

    static RespException onlyHellos() {
        return new RespException("ERR Only HELLO messages are accepted by Sentinel instances.");
    }

    static RespException quorumTooSmall() {
        return new RespException("ERR Quorum must be 1 or greater.");
    }

    static RespException reconfigScript() {
        return new RespException("ERR Client reconfiguration script seems non existing or non executable");
    }

    static RespException scriptsDenied() {
        return new RespException(
                "ERR Reconfiguration of scripts path is denied for security reasons. Check the deny-scripts-reconfig configuration directive in your Sentinel configuration");
    }

    static RespException unknownDebugOption(String option) {
        return new RespException("ERR Unknown option or number of arguments for SENTINEL DEBUG '" + option + "'");
    }

    static RespException unknownFailoverOption() {
        return new RespException("ERR Unknown failover option specified");
    }

    static RespException unknownFailure() {
        return new RespException("ERR Unknown failure simulation specified");
    }

    static RespException unknownSetOption(String option) {
        return new RespException("ERR Unknown option or number of arguments for SENTINEL SET '" + option + "'");
    }

    /** Where a group begins to be led by ballots is decided by all sentinels' files. */
    static RespException writeQuorumNotStated() {
        return new RespException(
                "ERR write-quorum is not in force: state it in the configuration file of each sentinel first");
    }
}
