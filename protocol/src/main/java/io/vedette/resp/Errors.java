package io.vedette.resp;

import java.util.Locale;

/** The error lines of Redis, word for word, in one place. Each method gives an exception to throw or to write. */
public final class Errors {
    /** How much of a client's word an error repeats. */
    private static final int QUOTED_BYTES = 128;

    private Errors() {}

    /** @param command for example {@code zunion} */
    public static RespException atLeastOneKey(String command) {
        return new RespException("ERR at least 1 input key is needed for '" + command + "' command");
    }

    public static RespException authWithoutPassword() {
        return new RespException(
                "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
    }

    public static RespException badClientName() {
        return new RespException("ERR Client names cannot contain spaces, newlines or special characters.");
    }

    public static RespException badDataFormat() {
        return new RespException("ERR Bad data format");
    }

    /** @param reason why, for a payload that is sound but of no use to this server */
    public static RespException badDataFormat(String reason) {
        return new RespException("ERR Bad data format: " + reason);
    }

    /** @param attribute {@code lib-name} or {@code lib-ver} */
    public static RespException badLibrary(String attribute) {
        return new RespException("ERR " + attribute + " cannot contain spaces, newlines or special characters.");
    }

    public static RespException ballot() {
        return new RespException("ERR A ballot is an epoch above 0 and a token of 1 to 40 hexadecimal digits");
    }

    public static RespException bitArgument() {
        return new RespException("ERR The bit argument must be 1 or 0.");
    }

    public static RespException bitNotInteger() {
        return new RespException("ERR bit is not an integer or out of range");
    }

    public static RespException bitOffset() {
        return new RespException("ERR bit offset is not an integer or out of range");
    }

    public static RespException bitfieldOverflow() {
        return new RespException("ERR Invalid OVERFLOW type specified");
    }

    public static RespException bitfieldReadOnly() {
        return new RespException("ERR BITFIELD_RO only supports the GET subcommand");
    }

    public static RespException bitfieldType() {
        return new RespException(
                "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.");
    }

    public static RespException bitopNotOneSource() {
        return new RespException("ERR BITOP NOT must be called with a single source key.");
    }

    public static RespException busyGroup() {
        return new RespException("BUSYGROUP Consumer Group name already exists");
    }

    public static RespException busyKey() {
        return new RespException("BUSYKEY Target key name already exists.");
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
            line.write(word, 0, textLength(word, word.length));
            line.writeByte('\'');
        });
    }

    public static RespException clientIdNotPositive() {
        return new RespException("ERR client-id should be greater than 0");
    }

    public static RespException clientUnblocked() {
        return new RespException("UNBLOCKED client unblocked via CLIENT UNBLOCK");
    }

    public static RespException clusterDisabled() {
        return new RespException("ERR This instance has cluster support disabled");
    }

    /** @param reason what the operating system says */
    public static RespException configNotRewritten(String reason) {
        return new RespException("ERR Rewriting config file: " + reason);
    }

    public static RespException corruptHyperLogLog() {
        return new RespException("INVALIDOBJ Corrupted HLL object detected");
    }

    public static RespException countMustBePositive() {
        return new RespException("ERR COUNT must be > 0");
    }

    public static RespException countNegative() {
        return new RespException("ERR COUNT can't be negative");
    }

    public static RespException countNotPositive() {
        return new RespException("ERR count should be greater than 0");
    }

    public static RespException databaseIndexOutOfRange() {
        return new RespException("ERR DB index is out of range");
    }

    public static RespException debugNotAllowed() {
        return new RespException(
                "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.");
    }

    public static RespException debugReloadFailed() {
        return new RespException("ERR Error trying to load the RDB dump, check server logs.");
    }

    public static RespException debugReloadOptions() {
        return new RespException("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
    }

    public static RespException decrementWouldOverflow() {
        return new RespException("ERR decrement would overflow");
    }

    /**
     * Ours: nothing was done.
     *
     * @param inContact sentinels that support this master
     * @param millis within which they were in contact
     * @param setting by which so many are demanded
     */
    public static RespException fenced(int inContact, int demanded, long millis, String setting) {
        return new RespException("FENCED Nothing was done: " + inContact + " of " + demanded
                + " sentinels have supported this master within " + millis + " ms (" + setting
                + "). Ask a sentinel for the master and try there");
    }

    /** Ours: the write was done, and another one may lead by now. */
    public static RespException fencedTooLate() {
        return new RespException(
                "FENCED Applied here, but the outcome is unknown: too few sentinels supported this master"
                        + " when the reply was to go out");
    }

    /**
     * A member of a group that was asked to let go of its place writes nothing. The word is one of Redis: clients know by it that they
     * have to ask anew who the master is.
     */
    public static RespException detached(String group, String ballot) {
        return new RespException("READONLY This server waits to be told what it is in group " + group
                + " (ballot promised: " + ballot + "): nothing is written here");
    }

    public static RespException discardWithoutMulti() {
        return new RespException("ERR DISCARD without MULTI");
    }

    public static RespException dumpPayloadWrong() {
        return new RespException("ERR DUMP payload version or checksum are wrong");
    }

    public static RespException execAbort() {
        return new RespException("EXECABORT Transaction discarded because of previous errors.");
    }

    /** @param reason the reason is an error line without its code word */
    public static RespException execAbortBecause(String reason) {
        return new RespException("EXECABORT Transaction discarded because of: " + reason);
    }

    public static RespException execWithoutMulti() {
        return new RespException("ERR EXEC without MULTI");
    }

    public static RespException expireGtWithLt() {
        return new RespException("ERR GT and LT options at the same time are not compatible");
    }

    public static RespException expireNxWithOthers() {
        return new RespException("ERR NX and XX, GT or LT options at the same time are not compatible");
    }

    public static RespException frequencyNotTracked() {
        return new RespException(
                "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when"
                        + " switching between policies at runtime LRU and LFU data will take some time to adjust.");
    }

    public static RespException geoAnyWithoutCount() {
        return new RespException("ERR the ANY argument requires COUNT argument");
    }

    public static RespException geoBoxNegative() {
        return new RespException("ERR height or width cannot be negative");
    }

    public static RespException geoCentre(byte[] command) {
        return quoting("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ", command, "");
    }

    public static RespException geoExtent(byte[] command) {
        return quoting("ERR exactly one of BYRADIUS and BYBOX can be specified for ", command, "");
    }

    public static RespException geoHeight() {
        return new RespException("ERR need numeric height");
    }

    public static RespException geoMember() {
        return new RespException("ERR could not decode requested zset member");
    }

    public static RespException geoNotOnMap(String longitude, String latitude) {
        return new RespException("ERR invalid longitude,latitude pair " + longitude + "," + latitude);
    }

    public static RespException geoRadius() {
        return new RespException("ERR need numeric radius");
    }

    public static RespException geoRadiusNegative() {
        return new RespException("ERR radius cannot be negative");
    }

    public static RespException geoStoreWithFields(String what) {
        return new RespException("ERR " + what + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    }

    public static RespException geoUnit() {
        return new RespException("ERR unsupported unit provided. please use M, KM, FT, MI");
    }

    public static RespException geoWidth() {
        return new RespException("ERR need numeric width");
    }

    public static RespException getKeysArguments() {
        return new RespException("ERR Invalid arguments specified for command");
    }

    public static RespException getKeysArity() {
        return new RespException("ERR Invalid number of arguments specified for command");
    }

    public static RespException getKeysOfNoCommand() {
        return new RespException("ERR Invalid command specified");
    }

    public static RespException getKeysWithoutKeys() {
        return new RespException("ERR The command has no key arguments");
    }

    public static RespException groupName() {
        return new RespException("ERR A group's name has 1 to 128 letters, digits and the three characters '.-_'");
    }

    public static RespException hashValueNotAFloat() {
        return new RespException("ERR hash value is not a float");
    }

    public static RespException hashValueNotAnInteger() {
        return new RespException("ERR hash value is not an integer");
    }

    public static RespException helloOption(byte[] word) {
        return quoting("ERR Syntax error in HELLO option '", word, "'");
    }

    public static RespException hyperLogLogMissing() {
        return new RespException("ERR The specified key does not exist");
    }

    public static RespException hyperLogLogNotSparse() {
        return new RespException("ERR HLL encoding is not sparse");
    }

    public static RespException idleTimeNotTracked() {
        return new RespException("ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
                + " switching between policies at runtime LRU and LFU data will take some time to adjust.");
    }

    public static RespException increasePastRange() {
        return new RespException("ERR increment or decrement would overflow");
    }

    public static RespException increaseToNan() {
        return new RespException("ERR increment would produce NaN or Infinity");
    }

    public static RespException indexOutOfRange() {
        return new RespException("ERR index out of range");
    }

    public static RespException invalidClientId() {
        return new RespException("ERR Invalid client ID");
    }

    public static RespException invalidCursor() {
        return new RespException("ERR invalid cursor");
    }

    /** @param command for example {@code set} */
    public static RespException invalidExpireTime(String command) {
        return new RespException("ERR invalid expire time in '" + command + "' command");
    }

    public static RespException invalidFirstDatabase() {
        return new RespException("ERR invalid first DB index");
    }

    public static RespException invalidFrequency() {
        return new RespException("ERR Invalid FREQ value, must be >= 0 and <= 255");
    }

    public static RespException invalidIdleTime() {
        return new RespException("ERR Invalid IDLETIME value, must be >= 0");
    }

    public static RespException invalidIntervalEnd() {
        return new RespException("ERR invalid end ID for the interval");
    }

    public static RespException invalidIntervalStart() {
        return new RespException("ERR invalid start ID for the interval");
    }

    public static RespException invalidMasterPort() {
        return new RespException("ERR Invalid master port");
    }

    public static RespException invalidSecondDatabase() {
        return new RespException("ERR invalid second DB index");
    }

    public static RespException invalidStreamId() {
        return new RespException("ERR Invalid stream ID specified as stream command argument");
    }

    public static RespException invalidTtl() {
        return new RespException("ERR Invalid TTL value, must be >= 0");
    }

    public static RespException lcsLengthAndIndexes() {
        return new RespException("ERR If you want both the length and indexes, please just use IDX.");
    }

    public static RespException lcsNotStrings() {
        return new RespException("ERR The specified keys must contain string values");
    }

    public static RespException lcsTooLarge() {
        return new RespException("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }

    public static RespException leadsNot(String group) {
        return new RespException("SUPERVISED This server does not lead the group " + group);
    }

    public static RespException limitNegative() {
        return new RespException("ERR LIMIT can't be negative");
    }

    public static RespException loading() {
        return new RespException("LOADING Redis is loading the dataset in memory");
    }

    public static RespException masterDown() {
        return new RespException("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
    }

    public static RespException maxClients() {
        return new RespException("ERR max number of clients reached");
    }

    public static RespException maxLengthNegative() {
        return new RespException("ERR MAXLEN can't be negative");
    }

    public static RespException membersNotChanged(String why) {
        return new RespException("ERR The members of the group were not changed: " + why);
    }

    /** Who was to change the members of a group leads no more. */
    public static RespException membersUnderway() {
        return new RespException(
                "UNDERWAY This server leads no more: the change of members is finished by who leads next, or"
                        + " never was. Repeat the command there");
    }

    public static RespException minOrMaxNotAFloat() {
        return new RespException("ERR min or max is not a float");
    }

    public static RespException minOrMaxNotALexItem() {
        return new RespException("ERR min or max not valid string range item");
    }

    public static RespException misconfAppendOnly(String reason) {
        return new RespException("MISCONF Errors writing to the AOF file: " + reason);
    }

    public static RespException misconfSnapshots() {
        return new RespException(
                "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.");
    }

    public static RespException moreKeysThanWords() {
        return new RespException("ERR Number of keys can't be greater than number of args");
    }

    public static RespException multiNested() {
        return new RespException("ERR MULTI calls can not be nested");
    }

    /** Names two things in the client's words, each up to a zero byte. */
    private static RespException naming(String before, byte[] first, String between, byte[] second, String after) {
        return new RespException(line -> {
            line.writeAscii(before);
            line.write(first, 0, textLength(first, first.length));
            line.writeAscii(between);
            line.write(second, 0, textLength(second, second.length));
            line.writeAscii(after);
        });
    }

    public static RespException nanOrInfinity() {
        return new RespException("ERR value is NaN or Infinity");
    }

    public static RespException noAuth() {
        return new RespException("NOAUTH Authentication required.");
    }

    public static RespException noAuthHello() {
        return new RespException(
                "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time");
    }

    public static RespException noConfigFile() {
        return new RespException("ERR The server is running without a config file");
    }

    public static RespException noGroupForKey(byte[] group, byte[] key) {
        return naming("NOGROUP No such consumer group '", group, "' for key name '", key, "'");
    }

    public static RespException noGroupToRead(byte[] key, byte[] group) {
        return naming(
                "NOGROUP No such key '", key, "' or consumer group '", group, "' in XREADGROUP with GROUP option");
    }

    public static RespException noKeyOrGroup(byte[] key, byte[] group) {
        return naming("NOGROUP No such key '", key, "' or consumer group '", group, "'");
    }

    public static RespException noLatencySamples(String event) {
        return new RespException("ERR No samples available for event '" + event + "'");
    }

    public static RespException noMasterLink() {
        return new RespException("NOMASTERLINK Can't SYNC while not connected with my master");
    }

    /**
     * Ours: the write was done, and it is not known whether it will last.
     *
     * @param why what ended the waiting, with the blank or semicolon before it
     */
    public static RespException noQuorum(int confirmed, int wanted, String why) {
        return new RespException("NOQUORUM Applied here, but the outcome is unknown: " + confirmed + " of " + wanted
                + " replicas have confirmed it" + why);
    }

    public static RespException noReplicas() {
        return new RespException("NOREPLICAS Not enough good replicas to write.");
    }

    public static RespException noShutdown() {
        return new RespException("ERR No shutdown in progress.");
    }

    public static RespException noSuchClient() {
        return new RespException("ERR No such client");
    }

    public static RespException noSuchKey() {
        return new RespException("ERR no such key");
    }

    public static RespException noSuchMembers() {
        return new RespException(
                "ERR Members are distinct server ids, this server's among them, more than replicas that confirm, and at most 65");
    }

    public static RespException noSuchUser(byte[] word) {
        return quoting("ERR No such user '", word, "'");
    }

    public static RespException notAFloat() {
        return new RespException("ERR value is not a valid float");
    }

    public static RespException notAHyperLogLog() {
        return new RespException("WRONGTYPE Key is not a valid HyperLogLog string value.");
    }

    public static RespException notAllowedInTransaction() {
        return new RespException("ERR Command not allowed inside a transaction");
    }

    public static RespException notASentinel() {
        return new RespException(
                "ERR A sentinel is named by its id of 40 letters and digits, and an epoch is no negative number");
    }

    public static RespException notAnInteger() {
        return new RespException("ERR value is not an integer or out of range");
    }

    public static RespException notInResp2() {
        return new RespException("ERR RESP2 is not supported by this command");
    }

    public static RespException notPositive() {
        return new RespException("ERR value is out of range, must be positive");
    }

    public static RespException notPrepared(String why) {
        return new RespException("NOTPREPARED " + why);
    }

    public static RespException notStored(String reason) {
        return new RespException("ERR What was to be promised could not be brought to the disk: " + reason);
    }

    public static RespException numberOfKeysNotPositive() {
        return new RespException("ERR numkeys should be greater than 0");
    }

    public static RespException offsetOutOfRange() {
        return new RespException("ERR offset is out of range");
    }

    public static RespException onlyInSubscriberMode(String command) {
        return new RespException("ERR Can't execute '" + command
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
    }

    public static RespException outOfMemory() {
        return new RespException("OOM command not allowed when used memory > 'maxmemory'.");
    }

    public static RespException outOfRange() {
        return new RespException("ERR value is out of range");
    }

    public static RespException outOfRange(long least, long most) {
        return new RespException("ERR value is out of range, value must between " + least + " and " + most);
    }

    public static RespException packedThreshold() {
        return new RespException("ERR argument must be a memory value bigger than 1 and smaller than 4gb");
    }

    public static RespException passwordWrong() {
        return new RespException("WRONGPASS invalid username-password pair or user is disabled.");
    }

    public static RespException pauseMode() {
        return new RespException("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }

    /** @param ballot the one promised, epoch and token, so that who asks can take a later one */
    public static RespException promised(String ballot, String why) {
        return new RespException("PROMISED " + ballot + " " + why);
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

    private static RespException quoting(String before, byte[] word, String after) {
        return new RespException(line -> {
            line.writeAscii(before);
            line.write(word, 0, textLength(word, QUOTED_BYTES));
            line.writeAscii(after);
        });
    }

    public static RespException rankZero() {
        return new RespException(
                "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list");
    }

    public static RespException readOnly() {
        return new RespException("READONLY You can't write against a read only replica.");
    }

    public static RespException replicaCannotUseKeyspace() {
        return new RespException("ERR Replica can't interact with the keyspace");
    }

    public static RespException resetOfLink() {
        return new RespException("ERR can only reset normal client connections");
    }

    public static RespException rewriteInProgress() {
        return new RespException("ERR Background append only file rewriting already in progress");
    }

    public static RespException sameObject() {
        return new RespException("ERR source and destination objects are the same");
    }

    public static RespException saveDuringRewrite() {
        return new RespException(
                "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in"
                        + " order to schedule a BGSAVE whenever possible.");
    }

    public static RespException saveInProgress() {
        return new RespException("ERR Background save already in progress");
    }

    public static RespException scoreNotANumber() {
        return new RespException("ERR resulting score is not a number (NaN)");
    }

    public static RespException selfTestDisagree() {
        return new RespException("TESTFAILED dense/sparse disagree");
    }

    public static RespException selfTestEstimate(long elements, long error) {
        return new RespException("TESTFAILED Too big error. card:" + elements + " abserr:" + error);
    }

    public static RespException selfTestRegister(int register, int given, int read) {
        return new RespException("TESTFAILED Register " + register + " should be " + given + " but is " + read);
    }

    public static RespException shutdownFailed() {
        return new RespException("ERR Errors trying to SHUTDOWN. Check logs.");
    }

    public static RespException slowLogCount() {
        return new RespException("ERR count should be greater than or equal to -1");
    }

    /** @param option BY or GET */
    public static RespException sortOptionDenied(String option) {
        return new RespException("ERR " + option + " option of SORT denied due to insufficient ACL permissions");
    }

    public static RespException sortScoreNotANumber() {
        return new RespException("ERR One or more scores can't be converted into double");
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

    public static RespException stringTooLong() {
        return new RespException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    }

    /** Roles are given by ballots here. @param ballot the one promised */
    public static RespException supervised(String group, String ballot) {
        return new RespException("SUPERVISED This server belongs to group " + group + " (ballot promised: " + ballot
                + "): its role is given by SUPERVISE, or against the group's will by SUPERVISE OVERRIDE");
    }

    public static RespException supervisedByNobody() {
        return new RespException("ERR This server belongs to no group: REPLICAOF will do");
    }

    public static RespException supervisedWhileFailingOver() {
        return new RespException("ERR SUPERVISE not allowed while failing over.");
    }

    public static RespException syntax() {
        return new RespException("ERR syntax error");
    }

    public static RespException syntaxLimitOfRanks() {
        return new RespException(
                "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    }

    public static RespException syntaxScoresOfLex() {
        return new RespException("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    }

    /** Bytes of {@code word} up to a zero byte, at most {@code limit}. */
    private static int textLength(byte[] word, int limit) {
        int length = 0;
        while (length < word.length && length < limit && word[length] != 0) {
            length++;
        }
        return length;
    }

    public static RespException timeoutNegative() {
        return new RespException("ERR timeout is negative");
    }

    public static RespException timeoutNotAFloat() {
        return new RespException("ERR timeout is not a float or out of range");
    }

    public static RespException timeoutNotAnInteger() {
        return new RespException("ERR timeout is not an integer or out of range");
    }

    public static RespException timeoutOutOfRange() {
        return new RespException("ERR timeout is out of range");
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
        return naming(
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

    public static RespException unbalancedStreams() {
        return new RespException(
                "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
    }

    public static RespException unblockReason() {
        return new RespException("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }

    public static RespException unblockedByRoleChange() {
        return new RespException(
                "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)");
    }

    public static RespException unknownClientInfo(byte[] word) {
        return quoting("ERR Unrecognized option '", word, "'");
    }

    public static RespException unknownClientType(byte[] word) {
        return quoting("ERR Unknown client type '", word, "'");
    }

    /**
     * Quotes the name and the first arguments, 128 bytes of each part at most and no argument more once 128 bytes of them
     * stand; a zero byte ends a word.
     */
    public static RespException unknownCommand(Argv argv) {
        return new RespException(line -> {
            line.writeAscii("ERR unknown command '");
            line.write(argv.bytes(0), 0, textLength(argv.bytes(0), QUOTED_BYTES));
            line.writeAscii("', with args beginning with: ");
            int begin = line.size();
            for (int i = 1; i < argv.size() && line.size() - begin < QUOTED_BYTES; i++) {
                int room = QUOTED_BYTES - (line.size() - begin);
                line.writeByte('\'');
                line.write(argv.bytes(i), 0, textLength(argv.bytes(i), room));
                line.writeAscii("' ");
            }
        });
    }

    public static RespException unknownPfdebug(byte[] word) {
        return quoting("ERR Unknown PFDEBUG subcommand '", word, "'");
    }

    /** The container's name is shown in capitals, as the one to ask for help. */
    public static RespException unknownSubcommand(String container, byte[] word) {
        return new RespException(line -> {
            line.writeAscii("ERR unknown subcommand '");
            line.write(word, 0, textLength(word, QUOTED_BYTES));
            line.writeAscii("'. Try " + container.toUpperCase(Locale.ROOT) + " HELP.");
        });
    }

    public static RespException unknownSubcommandOrArguments(String container, byte[] word) {
        return quoting(
                "ERR unknown subcommand or wrong number of arguments for '",
                word,
                "'. Try " + container.toUpperCase(Locale.ROOT) + " HELP.");
    }

    /** Redis says no more where the log says why. */
    public static RespException unnamed() {
        return new RespException("ERR");
    }

    /** Quotes the word as the client wrote it. */
    public static RespException unsupportedOption(byte[] option) {
        return new RespException(line -> {
            line.writeAscii("ERR Unsupported option ");
            line.write(option);
        });
    }

    public static RespException waitAofOnReplica() {
        return new RespException(
                "ERR WAITAOF cannot be used with replica instances. Please also note that writes to replicas are just local and are not propagated.");
    }

    public static RespException waitAofWithoutFile() {
        return new RespException("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
    }

    public static RespException waitOnReplica() {
        return new RespException(
                "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is configured to be writable (which is not the default) writes to replicas are just local and are not propagated.");
    }

    public static RespException watchInMulti() {
        return new RespException("ERR WATCH inside MULTI is not allowed");
    }

    public static RespException weightNotAFloat() {
        return new RespException("ERR weight value is not a float");
    }

    /** @param command full name, {@code client|list} for a subcommand */
    public static RespException wrongArity(String command) {
        return new RespException("ERR wrong number of arguments for '" + command + "' command");
    }

    public static RespException wrongArityOfPfdebug(byte[] word) {
        return quoting("ERR Wrong number of arguments for the '", word, "' subcommand");
    }

    public static RespException wrongProtocolType() {
        return new RespException(
                "ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    }

    public static RespException wrongType() {
        return new RespException("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    public static RespException zaddGtLtNx() {
        return new RespException("ERR GT, LT, and/or NX options at the same time are not compatible");
    }

    public static RespException zaddIncrementOfMany() {
        return new RespException("ERR INCR option supports a single increment-element pair");
    }

    public static RespException zaddNxXx() {
        return new RespException("ERR XX and NX options at the same time are not compatible");
    }
}
