/** Replication: the log, histories, both sides of PSYNC as pure cores, the RDB codec, the replica's socket. */
module io.vedette.replication {
    requires transitive io.vedette.protocol;

    exports io.vedette.rdb;
    exports io.vedette.replication;
    exports io.vedette.replication.link;
}
