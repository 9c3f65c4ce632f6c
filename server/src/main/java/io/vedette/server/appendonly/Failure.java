package io.vedette.server.appendonly;

/** Why a piece of work with a file has failed. @param ofSync it was brought down in vain: nothing is known of what was written since the last time */
record Failure(String reason, boolean ofSync) {
    static String reason(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
