package io.vedette.rdb;

/** Why a snapshot was refused. */
public enum RdbFault {
    /** The input ended before the end mark. */
    SHORT_READ,
    /** The first five bytes are not {@code REDIS}. */
    BAD_MAGIC,
    /** A version that this reader does not know. */
    BAD_VERSION,
    /** A length, encoding, type or value that cannot be. */
    STRUCTURE,
    /** The check sum at the end does not match the bytes. */
    CHECKSUM,
    /** A database number outside the configured ones. */
    DATABASE_OUT_OF_RANGE,
    /** The same key twice in one database. */
    DUPLICATE_KEY,
    /** Data of a server module. */
    UNKNOWN_MODULE,
    /** A function library that cannot be loaded. */
    FUNCTION,
    /** Sound as far as one can see, but of a kind that the receiver does not keep. */
    UNSUPPORTED
}
