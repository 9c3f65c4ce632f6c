package io.vedette.rdb;

/** The bytes that stand where a value type could stand and mean something else. */
final class RdbOpcode {
    static final int SLOT_INFO = 244;
    static final int FUNCTION_2 = 245;
    static final int FUNCTION_PRE_GA = 246;
    static final int MODULE_AUX = 247;
    static final int IDLE = 248;
    static final int FREQUENCY = 249;
    static final int AUX = 250;
    static final int RESIZE_DATABASE = 251;
    static final int EXPIRE_TIME_MILLIS = 252;
    static final int EXPIRE_TIME_SECONDS = 253;
    static final int SELECT_DATABASE = 254;
    static final int EOF = 255;

    /** Special string encodings: the six low bits after 11 in the first byte. */
    static final int INT_8 = 0;

    static final int INT_16 = 1;
    static final int INT_32 = 2;
    static final int LZF = 3;

    private RdbOpcode() {}
}
