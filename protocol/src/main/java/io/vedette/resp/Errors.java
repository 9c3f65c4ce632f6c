package io.vedette.resp;

/** The error lines of Redis, word for word, in one place. Each method gives an exception to throw or to write. */
public final class Errors {
    private Errors() {}

    public static RespException notAnInteger() {
        return new RespException("ERR value is not an integer or out of range");
    }
}
