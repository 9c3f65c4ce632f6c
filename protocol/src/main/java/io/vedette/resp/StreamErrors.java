package io.vedette.resp;

/** What commands on streams are refused with, in the words of Redis. */
public final class StreamErrors {
    private StreamErrors() {}

    public static RespException busyGroup() {
        return new RespException("BUSYGROUP Consumer Group name already exists");
    }

    /** @param command {@code XCLAIM} or {@code XAUTOCLAIM} */
    public static RespException claimMinIdle(String command) {
        return new RespException("ERR Invalid min-idle-time argument for " + command);
    }

    public static RespException claimOption(String option) {
        return new RespException("ERR Invalid " + option + " option argument for XCLAIM");
    }

    public static RespException claimUnknownOption(byte[] word) {
        return new RespException(line -> {
            line.writeAscii("ERR Unrecognized XCLAIM option '");
            line.write(word, 0, Quoted.length(word, word.length));
            line.writeByte('\'');
        });
    }

    public static RespException invalidIntervalEnd() {
        return new RespException("ERR invalid end ID for the interval");
    }

    public static RespException invalidIntervalStart() {
        return new RespException("ERR invalid start ID for the interval");
    }

    public static RespException invalidStreamId() {
        return new RespException("ERR Invalid stream ID specified as stream command argument");
    }

    public static RespException noGroupForKey(byte[] group, byte[] key) {
        return Quoted.two("NOGROUP No such consumer group '", group, "' for key name '", key, "'");
    }

    public static RespException noGroupToRead(byte[] key, byte[] group) {
        return Quoted.two(
                "NOGROUP No such key '", key, "' or consumer group '", group, "' in XREADGROUP with GROUP option");
    }

    public static RespException noKeyOrGroup(byte[] key, byte[] group) {
        return Quoted.two("NOGROUP No such key '", key, "' or consumer group '", group, "'");
    }

    public static RespException streamDollarInGroup() {
        return new RespException(
                "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.");
    }

    public static RespException streamEntriesAddedNegative() {
        return new RespException("ERR entries_added must be positive");
    }

    public static RespException streamEntriesAddedTooSmall() {
        return new RespException("ERR The entries_added specified in XSETID is smaller than the target stream length");
    }

    public static RespException streamEntriesReadNegative() {
        return new RespException("ERR value for ENTRIESREAD must be positive or -1");
    }

    public static RespException streamEntryTooLarge() {
        return new RespException("ERR Elements are too large to be stored");
    }

    public static RespException streamExhausted() {
        return new RespException("ERR The stream has exhausted the last possible ID, unable to add more items");
    }

    public static RespException streamGone() {
        return new RespException("UNBLOCKED the stream key no longer exists");
    }

    public static RespException streamGroupGone() {
        return new RespException("NOGROUP the consumer group this client was blocked on no longer exists");
    }

    public static RespException streamGroupMissing() {
        return new RespException("ERR Missing GROUP option for XREADGROUP");
    }

    public static RespException streamIdTooSmall() {
        return new RespException("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    }

    public static RespException streamIdZero() {
        return new RespException("ERR The ID specified in XADD must be greater than 0-0");
    }

    public static RespException streamLimitExact() {
        return new RespException("ERR syntax error, LIMIT cannot be used without the special ~ option");
    }

    public static RespException streamLimitNegative() {
        return new RespException("ERR The LIMIT argument must be >= 0.");
    }

    public static RespException streamLimitWithoutTrim() {
        return new RespException("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }

    public static RespException streamMaxlenNegative() {
        return new RespException("ERR The MAXLEN argument must be >= 0.");
    }

    public static RespException streamMustExist() {
        return new RespException(
                "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.");
    }

    public static RespException streamNewWithoutGroup() {
        return new RespException(
                "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.");
    }

    /** @param option {@code GROUP} or {@code NOACK} */
    public static RespException streamOptionOfGroups(String option) {
        return new RespException(
                "ERR The " + option + " option is only supported by XREADGROUP. You called XREAD instead.");
    }

    public static RespException streamSetIdBelowGivenDeleted() {
        return new RespException("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
    }

    public static RespException streamSetIdBelowTop() {
        return new RespException("ERR The ID specified in XSETID is smaller than the target stream top item");
    }

    public static RespException streamTrimMissing() {
        return new RespException("ERR syntax error, XTRIM must be called with at least one trimming strategy");
    }

    public static RespException streamTrimTwice() {
        return new RespException("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    }

    public static RespException unbalancedStreams() {
        return new RespException(
                "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
    }
}
