package io.vedette.resp;

import java.util.Locale;

/**
 * The error lines of Redis, word for word, in one place, but for those of streams ({@link StreamErrors}), of connections
 * ({@link ConnectionErrors}), and ours of groups ({@link GroupErrors}). Each method gives an exception to throw or to write.
 */
public final class Errors {
    private Errors() {}

    /** @param command for example {@code zunion} */
    public static RespException atLeastOneKey(String command) {
        return new RespException("ERR at least 1 input key is needed for '" + command + "' command");
    }

    public static RespException badDataFormat() {
        return new RespException("ERR Bad data format");
    }

    /** @param reason why, for a payload that is sound but of no use to this server */
    public static RespException badDataFormat(String reason) {
        return new RespException("ERR Bad data format: " + reason);
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

    public static RespException busyKey() {
        return new RespException("BUSYKEY Target key name already exists.");
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
        return Quoted.one("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ", command, "");
    }

    public static RespException geoExtent(byte[] command) {
        return Quoted.one("ERR exactly one of BYRADIUS and BYBOX can be specified for ", command, "");
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

    public static RespException hashValueNotAFloat() {
        return new RespException("ERR hash value is not a float");
    }

    public static RespException hashValueNotAnInteger() {
        return new RespException("ERR hash value is not an integer");
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

    public static RespException invalidMasterPort() {
        return new RespException("ERR Invalid master port");
    }

    public static RespException invalidSecondDatabase() {
        return new RespException("ERR invalid second DB index");
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

    public static RespException limitNegative() {
        return new RespException("ERR LIMIT can't be negative");
    }

    public static RespException loading() {
        return new RespException("LOADING Redis is loading the dataset in memory");
    }

    public static RespException masterDown() {
        return new RespException("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
    }

    public static RespException maxLengthNegative() {
        return new RespException("ERR MAXLEN can't be negative");
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

    public static RespException nanOrInfinity() {
        return new RespException("ERR value is NaN or Infinity");
    }

    public static RespException noConfigFile() {
        return new RespException("ERR The server is running without a config file");
    }

    public static RespException noLatencySamples(String event) {
        return new RespException("ERR No samples available for event '" + event + "'");
    }

    public static RespException noMasterLink() {
        return new RespException("NOMASTERLINK Can't SYNC while not connected with my master");
    }

    public static RespException noReplicas() {
        return new RespException("NOREPLICAS Not enough good replicas to write.");
    }

    public static RespException noShutdown() {
        return new RespException("ERR No shutdown in progress.");
    }

    public static RespException noSuchKey() {
        return new RespException("ERR no such key");
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

    public static RespException notAnInteger() {
        return new RespException("ERR value is not an integer or out of range");
    }

    public static RespException notInResp2() {
        return new RespException("ERR RESP2 is not supported by this command");
    }

    public static RespException notPositive() {
        return new RespException("ERR value is out of range, must be positive");
    }

    public static RespException numberOfKeysNotPositive() {
        return new RespException("ERR numkeys should be greater than 0");
    }

    public static RespException offsetOutOfRange() {
        return new RespException("ERR offset is out of range");
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

    public static RespException stringTooLong() {
        return new RespException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
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

    public static RespException unblockedByRoleChange() {
        return new RespException(
                "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)");
    }

    /**
     * Quotes the name and the first arguments, 128 bytes of each part at most and no argument more once 128 bytes of them
     * stand; a zero byte ends a word.
     */
    public static RespException unknownCommand(Argv argv) {
        return new RespException(line -> {
            line.writeAscii("ERR unknown command '");
            line.write(argv.bytes(0), 0, Quoted.length(argv.bytes(0), Quoted.MOST_BYTES));
            line.writeAscii("', with args beginning with: ");
            int begin = line.size();
            for (int i = 1; i < argv.size() && line.size() - begin < Quoted.MOST_BYTES; i++) {
                int room = Quoted.MOST_BYTES - (line.size() - begin);
                line.writeByte('\'');
                line.write(argv.bytes(i), 0, Quoted.length(argv.bytes(i), room));
                line.writeAscii("' ");
            }
        });
    }

    public static RespException unknownPfdebug(byte[] word) {
        return Quoted.one("ERR Unknown PFDEBUG subcommand '", word, "'");
    }

    /** The container's name is shown in capitals, as the one to ask for help. */
    public static RespException unknownSubcommand(String container, byte[] word) {
        return new RespException(line -> {
            line.writeAscii("ERR unknown subcommand '");
            line.write(word, 0, Quoted.length(word, Quoted.MOST_BYTES));
            line.writeAscii("'. Try " + container.toUpperCase(Locale.ROOT) + " HELP.");
        });
    }

    public static RespException unknownSubcommandOrArguments(String container, byte[] word) {
        return Quoted.one(
                "ERR unknown subcommand or wrong number of arguments for '",
                word,
                "'. Try " + container.toUpperCase(Locale.ROOT) + " HELP.");
    }

    /** Redis says no more where the log says why. */
    public static RespException unnamed() {
        return new RespException("ERR");
    }

    /** Quotes the word as the client wrote it, up to a zero byte. */
    public static RespException unsupportedOption(byte[] option) {
        return new RespException(line -> {
            line.writeAscii("ERR Unsupported option ");
            line.write(option, 0, Quoted.length(option, option.length));
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
        return Quoted.one("ERR Wrong number of arguments for the '", word, "' subcommand");
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
