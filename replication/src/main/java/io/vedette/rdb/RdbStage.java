package io.vedette.rdb;

/** What a reader does: the words with which check tools say where something went wrong. */
public enum RdbStage {
    START("start"),
    READ_TYPE("read-type"),
    READ_EXPIRE("read-expire"),
    READ_LENGTH("read-len"),
    READ_AUX("read-aux"),
    READ_FUNCTIONS("read-functions"),
    READ_KEY("read-key"),
    READ_VALUE("read-object-value"),
    CHECK_SUM("check-sum");

    private final String word;

    RdbStage(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
