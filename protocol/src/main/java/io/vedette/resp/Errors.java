package io.vedette.resp;

/** The error lines of Redis, word for word, in one place. Each method gives an exception to throw or to write. */
public final class Errors {
    private Errors() {}

    public static RespException badDataFormat() {
        return new RespException("ERR Bad data format");
    }

    public static RespException busyKey() {
        return new RespException("BUSYKEY Target key name already exists.");
    }

    public static RespException databaseOutOfRange() {
        return new RespException("ERR DB index is out of range");
    }

    public static RespException decrementWouldOverflow() {
        return new RespException("ERR decrement would overflow");
    }

    public static RespException dumpVersionOrChecksum() {
        return new RespException("ERR DUMP payload version or checksum are wrong");
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

    public static RespException incrementNotFinite() {
        return new RespException("ERR increment would produce NaN or Infinity");
    }

    public static RespException incrementWouldOverflow() {
        return new RespException("ERR increment or decrement would overflow");
    }

    public static RespException invalidCursor() {
        return new RespException("ERR invalid cursor");
    }

    /** @param command the command's name in lower case */
    public static RespException invalidExpireTime(String command) {
        return new RespException("ERR invalid expire time in '" + command + "' command");
    }

    public static RespException invalidFirstDatabase() {
        return new RespException("ERR invalid first DB index");
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
        return new RespException(
                "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }

    public static RespException noSuchKey() {
        return new RespException("ERR no such key");
    }

    public static RespException notAFloat() {
        return new RespException("ERR value is not a valid float");
    }

    public static RespException notAnInteger() {
        return new RespException("ERR value is not an integer or out of range");
    }

    public static RespException offsetOutOfRange() {
        return new RespException("ERR offset is out of range");
    }

    public static RespException sameObject() {
        return new RespException("ERR source and destination objects are the same");
    }

    public static RespException stringTooLong() {
        return new RespException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    }

    public static RespException syntax() {
        return new RespException("ERR syntax error");
    }

    public static RespException unsupportedOption(String option) {
        return new RespException("ERR Unsupported option " + option);
    }

    /** @param command the command's full name in lower case, a subcommand's as {@code client|list} */
    public static RespException wrongNumberOfArguments(String command) {
        return new RespException("ERR wrong number of arguments for '" + command + "' command");
    }

    public static RespException wrongType() {
        return new RespException("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
}
